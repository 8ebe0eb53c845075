using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Sample;

/// <summary>A sample day on disk: <c>fhir/</c> is a bulk export for <c>medrec up --fhir</c>, <c>events/</c> goes to <c>medrec send</c>, <c>day.json</c> says which encounter each message is about.</summary>
internal static class SampleFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Fhir(string folder) => Path.Combine(folder, "fhir");

    public static string Events(string folder) => Path.Combine(folder, "events");

    public static void Write(SampleDay day, string folder)
    {
        Directory.CreateDirectory(Fhir(folder));
        Directory.CreateDirectory(Events(folder));
        foreach (var type in day.Resources.GroupBy(resource => resource["resourceType"]!.ToString()))
            File.WriteAllLines(Path.Combine(Fhir(folder), $"{type.Key}.ndjson"), type.Select(resource => resource.ToJsonString()));
        if (day.Deleted.Count > 0) File.WriteAllText(Path.Combine(Fhir(folder), "deleted.ndjson"), Deletions(day).ToJsonString() + "\n");
        foreach (var told in day.Events) File.WriteAllBytes(Path.Combine(Events(folder), told.Name), told.Body);
        File.WriteAllText(Path.Combine(folder, "day.json"), JsonSerializer.Serialize(day.Events.Select(told => new { file = told.Name, told.Kind, told.Encounter }), Json));
    }

    private static JsonObject Deletions(SampleDay day) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. day.Deleted.Select(reference =>
            (JsonNode)new JsonObject { ["request"] = new JsonObject { ["method"] = "DELETE", ["url"] = reference } })]),
    };
}
