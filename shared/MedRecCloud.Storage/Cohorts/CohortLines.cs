using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Parts as bytes: one JSON object a line. Equal content has equal bytes.</summary>
public static class CohortLines
{
    public static byte[] Write<T>(IEnumerable<T> items)
    {
        using var buffer = new MemoryStream();
        foreach (var item in items)
        {
            JsonSerializer.Serialize(buffer, item, ClinicalJson.Options);
            buffer.WriteByte((byte)'\n');
        }

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
