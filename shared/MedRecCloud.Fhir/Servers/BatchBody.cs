using System.Buffers;
using System.Text.Json;

namespace MedRecCloud.Fhir.Servers;

/// <summary>A batch Bundle of GET requests.</summary>
internal static class BatchBody
{
    public static byte[] Write(IReadOnlyList<string> queries)
    {
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", "batch");
            json.WriteStartArray("entry");
            foreach (var query in queries)
            {
                json.WriteStartObject();
                json.WriteStartObject("request");
                json.WriteString("method", "GET");
                json.WriteString("url", query);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
