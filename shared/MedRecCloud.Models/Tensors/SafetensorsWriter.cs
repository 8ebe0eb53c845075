using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedRecCloud.Models.Tensors;

/// <summary>Writes one safetensors file beside its target and renames it into place, so a full disk or a stopped process leaves the previous file whole.</summary>
public static class SafetensorsWriter
{
    /// <param name="path">The file to write or replace.</param>
    /// <param name="source">The tensors; each is read once, in the order of their names.</param>
    /// <param name="type">The stored precision of every tensor.</param>
    /// <param name="metadata">Free-form facts about the file.</param>
    public static void Write(string path, ITensorSource source, TensorType type = TensorType.F32, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var names = source.Names.Order(StringComparer.Ordinal).ToList();
        var temporary = path + ".writing";
        try
        {
            using (var stream = File.Create(temporary))
            {
                WriteHeader(stream, source, names, type, metadata);
                foreach (var name in names)
                    stream.Write(TensorNumbers.ToBytes(source.Read(name), type));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void WriteHeader(FileStream stream, ITensorSource source, List<string> names, TensorType type, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new JsonObject();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = new JsonObject(metadata.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
        var offset = 0L;
        foreach (var name in names)
        {
            var shape = source.Shape(name);
            var end = offset + shape.Aggregate(1L, (product, size) => product * size) * TensorNumbers.Size(type);
            header[name] = new JsonObject
            {
                ["dtype"] = type.ToString(),
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        // The data begins at a multiple of eight; readers ignore the spaces.
        var padded = (json.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(json);
        for (var i = json.Length; i < padded; i++)
            stream.WriteByte((byte)' ');
    }
}
