using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>The changes made here, one JSON line each, so that they survive a restart. A line broken by a crash ends the log.</summary>
internal sealed class OverlayLog : IDisposable
{
    private readonly FileStream? _file;

    private OverlayLog(FileStream? file) => _file = file;

    public static OverlayLog Open(string? folder, Action<OverlayChange> replay)
    {
        if (folder is null) return new(null);
        var file = new FileStream(Path.Combine(Directory.CreateDirectory(folder).FullName, "overlay.ndjson"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var good = 0;
        while (bytes.AsSpan(good).IndexOf((byte)'\n') is >= 0 and var length)
        {
            if (Parse(bytes.AsMemory(good, length)) is not { } change) break;
            replay(change);
            good += length + 1;
        }
        file.SetLength(good);
        file.Position = good;
        return new(file);
    }

    /// <summary>Writes the changes and returns once they are on disk.</summary>
    public void Append(IReadOnlyList<OverlayChange> changes)
    {
        if (_file is null) return;
        using var lines = new MemoryStream();
        foreach (var change in changes)
        {
            using (var writer = new Utf8JsonWriter(lines))
            {
                writer.WriteStartObject();
                writer.WriteString("key", new ResourceKey(change.Type, change.Id, $"{change.Version}").ToString());
                writer.WriteString("lastUpdated", change.LastUpdated);
                if (change.Bytes is { } bytes)
                {
                    writer.WritePropertyName("resource");
                    writer.WriteRawValue(bytes);
                }
                writer.WriteEndObject();
            }
            lines.WriteByte((byte)'\n');
        }
        _file.Write(lines.GetBuffer(), 0, (int)lines.Length);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file?.Dispose();

    private static OverlayChange? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var key = ResourceKey.TryParse(document.RootElement.GetProperty("key").GetString())!;
            var bytes = document.RootElement.TryGetProperty("resource", out var resource) ? JsonSerializer.SerializeToUtf8Bytes(resource) : null;
            return new(key.Type, key.Id, int.Parse(key.Version!), document.RootElement.GetProperty("lastUpdated").GetDateTimeOffset(), bytes);
        }
        catch (JsonException) { return null; }
    }
}
