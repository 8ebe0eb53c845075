using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Sample;

/// <summary>FHIR R4 resources of one patient, in the shape that US Core servers export.</summary>
/// <param name="patient">The patient's id.</param>
internal sealed class SampleResources(string patient)
{
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    public static JsonObject Patient(string id, string given, string family, string sex, DateOnly birth) => new()
    {
        ["resourceType"] = "Patient",
        ["id"] = id,
        ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = new JsonArray(given) }),
        ["gender"] = sex,
        ["birthDate"] = birth.ToString("yyyy-MM-dd"),
    };

    public JsonObject Encounter(string id, VisitKind kind, DateTimeOffset start, DateTimeOffset? end, string status, int version, DateTimeOffset updated)
    {
        var encounter = new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = id,
            ["meta"] = new JsonObject { ["versionId"] = $"{version}", ["lastUpdated"] = Instant(updated) },
            ["status"] = status,
            ["class"] = new JsonObject { ["system"] = CodeSystems.ActCode, ["code"] = kind.Class },
            ["type"] = new JsonArray(Concept(kind.Type)),
            ["subject"] = Reference("Patient", patient),
            ["period"] = end is null ? new JsonObject { ["start"] = Instant(start) } : new JsonObject { ["start"] = Instant(start), ["end"] = Instant(end.Value) },
        };
        if (kind.Reason is { } reason) encounter["reasonCode"] = new JsonArray(Concept(reason));
        return encounter;
    }

    public JsonObject Condition(string id, SampleCode code, string encounter, DateTimeOffset onset) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = id,
        ["clinicalStatus"] = Status("condition-clinical", "active"),
        ["verificationStatus"] = Status("condition-ver-status", "confirmed"),
        ["category"] = new JsonArray(Status("condition-category", "encounter-diagnosis")),
        ["code"] = Concept(code),
        ["subject"] = Reference("Patient", patient),
        ["encounter"] = Reference("Encounter", encounter),
        ["onsetDateTime"] = Instant(onset),
        ["recordedDate"] = Instant(onset),
    };

    public JsonObject Order(string id, SampleCode medicine, string encounter, DateTimeOffset authored) => new()
    {
        ["resourceType"] = "MedicationRequest",
        ["id"] = id,
        ["status"] = "active",
        ["intent"] = "order",
        ["medicationCodeableConcept"] = Concept(medicine),
        ["subject"] = Reference("Patient", patient),
        ["encounter"] = Reference("Encounter", encounter),
        ["authoredOn"] = Instant(authored),
    };

    public JsonObject Allergy(string id, SampleCode substance, string criticality, DateTimeOffset recorded) => new()
    {
        ["resourceType"] = "AllergyIntolerance",
        ["id"] = id,
        ["clinicalStatus"] = Status("allergyintolerance-clinical", "active"),
        ["verificationStatus"] = Status("allergyintolerance-verification", "confirmed"),
        ["type"] = "allergy",
        ["criticality"] = criticality,
        ["code"] = Concept(substance),
        ["patient"] = Reference("Patient", patient),
        ["recordedDate"] = Instant(recorded),
    };

    public JsonObject Observation(string id, string category, SampleCode code, double value, string unit, string encounter, DateTimeOffset time) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = id,
        ["status"] = "final",
        ["category"] = new JsonArray(Status("observation-category", category)),
        ["code"] = Concept(code),
        ["subject"] = Reference("Patient", patient),
        ["encounter"] = Reference("Encounter", encounter),
        ["effectiveDateTime"] = Instant(time),
        ["valueQuantity"] = new JsonObject { ["value"] = Math.Round(value, 2), ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit },
    };

    public JsonObject Note(string id, string contentType, byte[] data, string encounter, DateTimeOffset date) => new()
    {
        ["resourceType"] = "DocumentReference",
        ["id"] = id,
        ["meta"] = new JsonObject { ["versionId"] = "1", ["lastUpdated"] = Instant(date) },
        ["status"] = "current",
        ["type"] = Concept(SampleCode.Loinc("34117-2", "History and physical note")),
        ["category"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", ["code"] = "clinical-note" }),
        }),
        ["subject"] = Reference("Patient", patient),
        ["date"] = Instant(date),
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject { ["contentType"] = contentType, ["data"] = Convert.ToBase64String(data) },
        }),
        ["context"] = new JsonObject { ["encounter"] = new JsonArray(Reference("Encounter", encounter)) },
    };

    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    private static JsonObject Concept(SampleCode code) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = code.System, ["code"] = code.Code, ["display"] = code.Display }),
        ["text"] = code.Display,
    };

    private static JsonObject Status(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = Terminology + system, ["code"] = code }) };

    private static JsonObject Reference(string type, string id) => new() { ["reference"] = $"{type}/{id}" };
}
