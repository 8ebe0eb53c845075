using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Training.Data.Mimic;

/// <summary>Writes rows of MIMIC as the FHIR resources they mean. Times carry no zone in MIMIC and are taken as UTC.</summary>
internal sealed class MimicResources(IcdTitles diagnoses, IcdTitles procedures)
{
    private const string Mimic = "https://mimic.mit.edu";

    public static JsonElement Patient(string[] row) => Resource("Patient", row[0], new JsonObject
    {
        ["gender"] = row[1] == "M" ? "male" : row[1] == "F" ? "female" : "unknown",
        // MIMIC-IV gives the age in one year of the patient's shifted time, MIMIC-III a shifted date of birth.
        ["birthDate"] = row[4].Length >= 10 ? row[4][..10]
            : int.TryParse(row[3], out var year) && int.TryParse(row[2], out var age) ? (year - age).ToString("0000", CultureInfo.InvariantCulture) : null,
    });

    /// <param name="service">The service that took the patient in; known at admission.</param>
    public static JsonElement Encounter(string[] row, string? service)
    {
        var reason = row[5].Length > 0 ? row[5] : service;
        return Resource("Encounter", row[1], new JsonObject
        {
            ["status"] = "finished",
            ["class"] = new JsonObject { ["code"] = row[4].Contains("OBSERVATION", StringComparison.Ordinal) ? "OBSENC" : "IMP" },
            ["type"] = new JsonArray(Concept(Mimic + "/admission-type", row[4], row[4])),
            ["reasonCode"] = reason is null ? null : new JsonArray(Concept(Mimic + "/reason", reason, reason)),
            ["subject"] = Reference("Patient", row[0]),
            ["period"] = new JsonObject { ["start"] = Time(row[2]), ["end"] = Time(row[3]) },
        });
    }

    public JsonElement Condition(string[] row, string? dischargeTime) => Resource("Condition", $"d-{row[1]}-{row[2]}", new JsonObject
    {
        ["code"] = Icd(diagnoses, row, CodeSystems.Icd10Cm, CodeSystems.Icd9Cm),
        ["subject"] = Reference("Patient", row[0]),
        ["encounter"] = Reference("Encounter", row[1]),
        ["recordedDate"] = Time(dischargeTime),
    });

    public JsonElement Procedure(string[] row, string? dischargeTime) => Resource("Procedure", $"p-{row[1]}-{row[2]}", new JsonObject
    {
        ["status"] = "completed",
        ["code"] = Icd(procedures, row, CodeSystems.Icd10Pcs, CodeSystems.Icd9Cm),
        ["subject"] = Reference("Patient", row[0]),
        ["encounter"] = Reference("Encounter", row[1]),
        ["performedDateTime"] = Time(row[5]) ?? Time(dischargeTime),
    });

    /// <param name="place">The row's place among the patient's prescriptions, which makes the id.</param>
    public static JsonElement MedicationRequest(string[] row, int place) => Resource("MedicationRequest", $"m-{row[1]}-{place}", new JsonObject
    {
        ["status"] = "completed",
        ["intent"] = "order",
        // The NDC column is left alone: 14 % of the rows carry 0, which joins to a class of its own in every public mapping.
        ["medicationCodeableConcept"] = new JsonObject { ["text"] = row[5].Length > 0 ? row[5] : row[4] },
        ["subject"] = Reference("Patient", row[0]),
        ["encounter"] = Reference("Encounter", row[1]),
        ["authoredOn"] = Time(row[2]),
    });

    public static JsonElement Note(string[] row, int place) => Resource("DocumentReference", $"n-{row[1]}-{place}", new JsonObject
    {
        ["status"] = "current",
        ["type"] = Concept(CodeSystems.Loinc, "18842-5", "Discharge summary"),
        ["subject"] = Reference("Patient", row[0]),
        ["date"] = Time(row[2]),
        ["context"] = new JsonObject { ["encounter"] = new JsonArray(Reference("Encounter", row[1])) },
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject { ["contentType"] = "text/plain; charset=utf-8", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(row[3])) },
        }),
    });

    private static JsonObject Icd(IcdTitles titles, string[] row, string ten, string nine)
    {
        var (code, isTen) = (row[3].Trim(), row[4] == "10");
        return Concept(isTen ? ten : nine, code, titles.Find(code, isTen) ?? code);
    }

    private static JsonElement Resource(string type, string id, JsonObject fields)
    {
        (fields["resourceType"], fields["id"]) = (type, id);
        return JsonSerializer.SerializeToElement(fields);
    }

    private static JsonObject Concept(string system, string code, string display) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = display }), ["text"] = display };

    private static JsonObject Reference(string type, string id) => new() { ["reference"] = $"{type}/{id}" };

    // "2196-02-24 14:38:00", or a date alone.
    private static string? Time(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length >= 19 ? $"{text[..10]}T{text[11..19]}Z" : text.Length >= 10 ? text[..10] : null;
}
