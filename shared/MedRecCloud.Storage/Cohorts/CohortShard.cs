using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>
/// A shard as bytes: gzipped lines; for each patient one that says who and which encounters, then the patient's resources, a line each. Equal content has equal bytes.
/// </summary>
public static class CohortShard
{
    private const int BufferBytes = 1 << 16;

    public static byte[] Write(IEnumerable<CohortPatient> patients)
    {
        using var content = new MemoryStream();
        using (var zip = new BufferedStream(new GZipStream(content, CompressionLevel.Fastest), BufferBytes))
        {
            foreach (var patient in patients)
            {
                JsonSerializer.Serialize(zip, new Head(patient.Patient, patient.Encounters, patient.Resources.Count), ClinicalJson.Options);
                zip.WriteByte((byte)'\n');
                foreach (var resource in patient.Resources)
                {
                    zip.Write(resource.Span);
                    zip.WriteByte((byte)'\n');
                }
            }
        }

        return content.ToArray();
    }

    /// <summary>The patients, each with its resources.</summary>
    /// <exception cref="InvalidDataException">The content is not of this version.</exception>
    public static IEnumerable<CohortPatient> Read(ReadOnlyMemory<byte> zipped)
    {
        var lines = Unzip(zipped);
        while (!lines.IsEmpty)
        {
            var head = ReadHead(Next(ref lines).Span);
            var resources = new ReadOnlyMemory<byte>[head.Resources];
            for (var i = 0; i < resources.Length; i++) resources[i] = Next(ref lines);
            yield return new CohortPatient(head.Patient, head.Encounters, resources);
        }
    }

    private static ReadOnlyMemory<byte> Unzip(ReadOnlyMemory<byte> zipped)
    {
        using var zip = new GZipStream(new MemoryStream(zipped.ToArray()), CompressionMode.Decompress);
        using var lines = new MemoryStream(zipped.Length * 12);
        zip.CopyTo(lines);
        return lines.GetBuffer().AsMemory(0, (int)lines.Length);
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> lines)
    {
        var end = lines.Span.IndexOf((byte)'\n');
        if (end < 0) throw new InvalidDataException("A stored shard ends before its patient does.");
        var line = lines[..end];
        lines = lines[(end + 1)..];
        return line;
    }

    private static Head ReadHead(ReadOnlySpan<byte> line)
    {
        try
        {
            if (JsonSerializer.Deserialize<Head>(line, ClinicalJson.Options) is { Patient: not null, Resources: >= 0 } head && !head.Encounters.IsDefault) return head;
        }
        catch (JsonException)
        {
            // Said below: the message of a JsonException may quote the document.
        }

        throw new InvalidDataException("A stored shard is not of this version.");
    }

    private sealed record Head(string Patient, ImmutableArray<CohortEncounter> Encounters, int Resources);
}
