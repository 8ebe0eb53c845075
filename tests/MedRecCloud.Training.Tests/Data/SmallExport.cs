using System.Text;
using System.Text.Json.Nodes;

namespace MedRecCloud.Training.Tests.Data;

/// <summary>Writes a small FHIR bulk export: resources by type, one a line.</summary>
internal sealed class SmallExport
{
    private readonly List<JsonObject> _resources = [];

    public SmallExport Patient(string id, string sex = "female", string birthDate = "1960-05-04") =>
        Add(new JsonObject { ["resourceType"] = "Patient", ["id"] = id, ["gender"] = sex, ["birthDate"] = birthDate });

    public SmallExport Encounter(string id, string patient, string start, string type = "check-up", string reason = "", string status = "finished") => Add(new JsonObject
    {
        ["resourceType"] = "Encounter", ["id"] = id, ["status"] = status, ["class"] = new JsonObject { ["code"] = "AMB" }, ["type"] = new JsonArray(Concept(type)),
        ["reasonCode"] = reason.Length == 0 ? null : new JsonArray(Concept(reason)), ["subject"] = Reference("Patient", patient),
        ["period"] = new JsonObject { ["start"] = start, ["end"] = start.Replace("T08", "T09", StringComparison.Ordinal) },
    });

    public SmallExport Condition(string id, string patient, string? encounter, string name, string onset, string? abatement = null) => Add(new JsonObject
    {
        ["resourceType"] = "Condition", ["id"] = id, ["code"] = Concept(name), ["subject"] = Reference("Patient", patient),
        ["encounter"] = encounter is null ? null : Reference("Encounter", encounter), ["onsetDateTime"] = onset, ["recordedDate"] = onset, ["abatementDateTime"] = abatement,
    });

    public SmallExport Procedure(string id, string patient, string encounter, string name, string performed) => Add(new JsonObject
    {
        ["resourceType"] = "Procedure", ["id"] = id, ["status"] = "completed", ["code"] = Concept(name), ["subject"] = Reference("Patient", patient),
        ["encounter"] = Reference("Encounter", encounter), ["performedDateTime"] = performed,
    });

    /// <param name="medicine">An RxNorm-like text.</param>
    public SmallExport Order(string id, string patient, string? encounter, string medicine, string authored, string status = "completed", string? reasonCondition = null) => Add(new JsonObject
    {
        ["resourceType"] = "MedicationRequest", ["id"] = id, ["status"] = status, ["intent"] = "order", ["medicationCodeableConcept"] = Concept(medicine),
        ["subject"] = Reference("Patient", patient), ["encounter"] = encounter is null ? null : Reference("Encounter", encounter), ["authoredOn"] = authored,
        ["reasonReference"] = reasonCondition is null ? null : new JsonArray(Reference("Condition", reasonCondition)),
    });

    public SmallExport Administration(string id, string patient, string encounter, string medicine, string effective) => Add(new JsonObject
    {
        ["resourceType"] = "MedicationAdministration", ["id"] = id, ["status"] = "completed", ["medicationCodeableConcept"] = Concept(medicine),
        ["subject"] = Reference("Patient", patient), ["context"] = Reference("Encounter", encounter), ["effectiveDateTime"] = effective,
    });

    public SmallExport Note(string id, string patient, string encounter, string text, string date) => Add(new JsonObject
    {
        ["resourceType"] = "DocumentReference", ["id"] = id, ["status"] = "current", ["subject"] = Reference("Patient", patient), ["date"] = date,
        ["context"] = new JsonObject { ["encounter"] = new JsonArray(Reference("Encounter", encounter)) },
        ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) } }),
    });

    public SmallExport Add(JsonObject resource)
    {
        foreach (var empty in resource.Where(field => field.Value is null).Select(field => field.Key).ToList())
            resource.Remove(empty);
        _resources.Add(resource);
        return this;
    }

    public SmallExport Remove(string id)
    {
        _resources.RemoveAll(resource => resource["id"]!.GetValue<string>() == id);
        return this;
    }

    public string WriteNdjson(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var type in _resources.GroupBy(resource => resource["resourceType"]!.GetValue<string>()))
            File.WriteAllText(Path.Combine(folder, type.Key + ".ndjson"), string.Concat(type.Select(resource => resource.ToJsonString() + "\n")));
        return folder;
    }

    /// <summary>One transaction Bundle whose entries point at each other by urn:uuid.</summary>
    public string WriteBundle(string folder)
    {
        Directory.CreateDirectory(folder);
        var entries = new JsonArray([.. _resources.Select(resource => (JsonNode)new JsonObject
        {
            ["fullUrl"] = "urn:uuid:" + resource["id"], ["resource"] = JsonNode.Parse(resource.ToJsonString().Replace("\"reference\":\"Patient/", "\"reference\":\"urn:uuid:", StringComparison.Ordinal)
                .Replace("\"reference\":\"Encounter/", "\"reference\":\"urn:uuid:", StringComparison.Ordinal)),
        })]);
        File.WriteAllText(Path.Combine(folder, "patient.json"), new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries }.ToJsonString());
        return folder;
    }

    private static JsonObject Concept(string name) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://example.org", ["code"] = name, ["display"] = name }), ["text"] = name };

    private static JsonObject Reference(string type, string id) => new() { ["reference"] = $"{type}/{id}" };
}
