using System.Text.Json;

namespace MedRecCloud.Local.Fhir;

/// <summary>What this server can do (R4, CapabilityStatement).</summary>
internal static class CapabilityStatement
{
    private static readonly string[] Interactions = ["read", "vread", "update", "delete", "history-instance", "create", "search-type"];

    public static byte[] Write(string[] types, string baseUrl, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "CapabilityStatement");
            writer.WriteString("status", "active");
            writer.WriteString("date", now);
            writer.WriteString("kind", "instance");
            writer.WriteStartObject("software");
            writer.WriteString("name", "MedRecCloud local FHIR server");
            writer.WriteEndObject();
            writer.WriteStartObject("implementation");
            writer.WriteString("description", "A bulk export with an overlay, for one machine. No identity, no profile validation.");
            writer.WriteString("url", baseUrl);
            writer.WriteEndObject();
            writer.WriteString("fhirVersion", "4.0.1");
            writer.WriteStartArray("format");
            writer.WriteStringValue("application/fhir+json");
            writer.WriteEndArray();
            writer.WriteStartArray("rest");
            writer.WriteStartObject();
            writer.WriteString("mode", "server");
            writer.WriteStartArray("resource");
            foreach (var type in types) Resource(writer, type);
            writer.WriteEndArray();
            Codes(writer, "interaction", ["transaction", "batch"]);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Resource(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        Codes(writer, "interaction", Interactions);
        writer.WriteString("versioning", "versioned-update");
        writer.WriteBoolean("readHistory", true);
        writer.WriteBoolean("updateCreate", true);
        writer.WriteBoolean("conditionalCreate", true);
        writer.WriteStartArray("searchParam");
        Parameter(writer, "_id", "token");
        foreach (var name in Names(SearchParameters.Tokens.Keys, type)) Parameter(writer, name, "token");
        foreach (var name in Names(SearchParameters.Dates.Keys, type)) Parameter(writer, name, "date");
        foreach (var name in Names(SearchParameters.References.Keys, type)) Parameter(writer, name, "reference");
        writer.WriteEndArray();
        if (type == "Group")
        {
            writer.WriteStartArray("operation");
            writer.WriteStartObject();
            writer.WriteString("name", "export");
            writer.WriteString("definition", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static IEnumerable<string> Names(IEnumerable<string> keys, string type) =>
        keys.Where(key => !key.Contains('.') || key.StartsWith(type + ".", StringComparison.Ordinal)).Select(key => key[(key.IndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal);

    private static void Codes(Utf8JsonWriter writer, string name, string[] codes)
    {
        writer.WriteStartArray(name);
        foreach (var code in codes)
        {
            writer.WriteStartObject();
            writer.WriteString("code", code);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Parameter(Utf8JsonWriter writer, string name, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }
}
