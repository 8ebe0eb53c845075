using System.IO.Compression;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Shards and parts as bytes: one JSON object a line. Equal content has equal bytes.</summary>
public static class CohortLines
{
    /// <summary>Lines as they are, for parts.</summary>
    public static byte[] Write<T>(IEnumerable<T> items)
    {
        using var buffer = new MemoryStream();
        Write(buffer, items);
        return buffer.ToArray();
    }

    /// <summary>Lines gzipped, for shards: prompts shrink about tenfold.</summary>
    public static byte[] WriteZipped<T>(IEnumerable<T> items)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true)) Write(zip, items);
        return buffer.ToArray();
    }

    /// <exception cref="InvalidDataException">A line is not of this version.</exception>
    public static IEnumerable<T> Read<T>(ReadOnlyMemory<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            if (!line.IsEmpty) yield return Read<T>(line.Span);
        }
    }

    /// <inheritdoc cref="Read{T}(ReadOnlyMemory{byte})"/>
    public static IReadOnlyList<T> ReadZipped<T>(ReadOnlyMemory<byte> zipped)
    {
        using var zip = new GZipStream(new MemoryStream(zipped.ToArray()), CompressionMode.Decompress);
        using var lines = new MemoryStream();
        zip.CopyTo(lines);
        return [.. Read<T>(lines.GetBuffer().AsMemory(0, (int)lines.Length))];
    }

    private static void Write<T>(Stream stream, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            JsonSerializer.Serialize(stream, item, ClinicalJson.Options);
            stream.WriteByte((byte)'\n');
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ClinicalJson.Options) ?? throw new InvalidDataException("A stored line is empty.");
        }
        catch (JsonException)
        {
            // The message of a JsonException may quote the document.
            throw new InvalidDataException($"A stored {typeof(T).Name} is not valid JSON of this version.");
        }
    }
}
