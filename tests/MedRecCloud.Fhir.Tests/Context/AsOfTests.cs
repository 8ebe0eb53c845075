using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;

namespace MedRecCloud.Fhir.Tests.Context;

/// <summary>An export knows how everything ended. What an encounter of the past is scored with must not.</summary>
public class AsOfTests
{
    private static readonly string[] Base =
    [
        """{"resourceType":"Encounter","id":"old","status":"finished","period":{"start":"2024-01-01T08:00:00Z","end":"2024-01-01T09:00:00Z"}}""",
        """{"resourceType":"Encounter","id":"now","status":"finished","period":{"start":"2024-03-01T08:00:00Z","end":"2024-03-03T08:00:00Z"}}""",
        """{"resourceType":"Encounter","id":"open","status":"finished","period":{"start":"2024-03-01T08:00:00Z"}}""",
        """{"resourceType":"Encounter","id":"later","status":"finished","period":{"start":"2024-05-01T08:00:00Z","end":"2024-05-01T09:00:00Z"}}""",
    ];

    [Theory]
    [InlineData("\"deceasedDateTime\":\"2024-06-01T00:00:00Z\"", false)]
    [InlineData("\"deceasedDateTime\":\"2024-02-29T23:00:00Z\"", true)]
    [InlineData("\"deceasedDateTime\":\"2024-03-01\"", false)]
    [InlineData("\"deceasedDateTime\":\"2024-02-29\"", true)]
    [InlineData("\"deceasedDateTime\":\"2024-03\"", false)]
    [InlineData("\"deceasedDateTime\":\"2024\"", false)]
    [InlineData("\"deceasedDateTime\":\"2023\"", true)]
    [InlineData("\"deceasedDateTime\":\"9999-12-31\"", false)]
    [InlineData("\"deceasedBoolean\":true", false)]
    public void Who_died_later_was_alive_at_the_start(string death, bool isDead)
    {
        var record = Record($$"""{"resourceType":"Patient","id":"p",{{death}}}""");
        Assert.Equal(isDead, record.ContextAt("now").Patient.Deceased);
        Assert.True(record.ContextAt("now", live: true).Patient.Deceased);
    }

    [Theory]
    [InlineData("""{"resourceType":"MedicationRequest","status":"stopped"}""", "unknown", null)]
    [InlineData("""{"resourceType":"MedicationRequest","status":"completed"}""", "unknown", null)]
    [InlineData("""{"resourceType":"MedicationRequest","status":"active"}""", "active", null)]
    [InlineData("""{"resourceType":"MedicationRequest","status":"completed","dispenseRequest":{"validityPeriod":{"end":"2024-04-01"} } }""", "active", null)]
    [InlineData("""{"resourceType":"MedicationRequest","status":"completed","dispenseRequest":{"validityPeriod":{"end":"2024-02-01"} } }""", "completed", "2024-02-01")]
    [InlineData("""{"resourceType":"MedicationStatement","status":"completed"}""", "completed", null)]
    [InlineData("""{"resourceType":"MedicationAdministration","status":"completed"}""", "completed", null)]
    public void A_medicine_that_was_stopped_since_is_not_stopped_yet(string fields, string status, string? end)
    {
        var json = JsonNode.Parse(fields)!;
        (json["id"], json["authoredOn"], json["effectiveDateTime"], json["medicationCodeableConcept"]) = ("m", "2024-01-01", "2024-01-01", JsonNode.Parse("""{"text":"Aspirin 81 MG"}"""));
        var record = Record(SomePatient, json.ToJsonString());
        var medicine = Assert.Single(record.ContextAt("now").Medications);
        Assert.Equal((status, end), (medicine.Status, medicine.End?.ToString("yyyy-MM-dd")));
        Assert.Equal((string?)json["status"], Assert.Single(record.ContextAt("now", live: true).Medications).Status);
    }

    [Theory]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":10,\"code\":\"d\"} }", true)]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":30,\"unit\":\"days\"},\"numberOfRepeatsAllowed\":2}", false)]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":30,\"unit\":\"days\"},\"numberOfRepeatsAllowed\":0}", true)]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":30,\"unit\":\"boxes\"} }", false)]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":1e300,\"code\":\"a\"} }", false)]
    [InlineData("\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":-1,\"code\":\"d\"} }", false)]
    [InlineData("\"dispenseRequest\":{\"numberOfRepeatsAllowed\":2}", false)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsPeriod\":{\"start\":\"2024-01-01\",\"end\":\"2024-01-08\"} } } }]", true)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsPeriod\":{\"start\":\"2024-01-01\",\"end\":\"2024-03-08\"} } } }]", false)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsPeriod\":{\"start\":\"2024-01-01\"} } } }]", false)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsDuration\":{\"value\":1,\"code\":\"wk\"} } } }]", true)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsDuration\":{\"value\":1,\"code\":\"wk\"} } } },{\"timing\":{\"repeat\":{\"boundsDuration\":{\"value\":2,\"code\":\"mo\"} } } }]", false)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsDuration\":{\"value\":1,\"code\":\"wk\"} } } },{\"text\":\"then as needed\"}]", false)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsRange\":{\"low\":{\"value\":5,\"code\":\"d\"},\"high\":{\"value\":7,\"code\":\"d\"} } } } }]", true)]
    [InlineData("\"dosageInstruction\":[{\"timing\":{\"repeat\":{\"boundsDuration\":{\"value\":1,\"code\":\"wk\"} } } }],\"dispenseRequest\":{\"expectedSupplyDuration\":{\"value\":3,\"code\":\"mo\"} }", false)]
    [InlineData("\"dosageInstruction\":[{\"asNeededBoolean\":true}]", false)]
    public void An_order_whose_course_was_over_by_its_own_words_is_not_taken_up_again(string fields, bool isOver)
    {
        var order = $$"""{"resourceType":"MedicationRequest","id":"m","status":"completed","authoredOn":"2024-01-01T08:00:00Z","encounter":{"reference":"Encounter/old"},"medicationCodeableConcept":{"text":"Aspirin 81 MG"},{{fields}}}""";
        var record = Record(SomePatient, order);
        Assert.Equal(isOver ? "completed" : "unknown", Assert.Single(record.ContextAt("now").Medications).Status);
        var going = Record(SomePatient, order.Replace("\"completed\"", "\"active\"", StringComparison.Ordinal));
        Assert.Equal("active", Assert.Single(going.ContextAt("now").Medications).Status);
    }

    [Theory]
    [InlineData("now", "\"recordedDate\":\"2024-03-02\"", true)]
    [InlineData("now", "\"recordedDate\":\"2024-03-04\"", false)]
    [InlineData("open", "\"recordedDate\":\"2024-03-01T20:00:00Z\"", true)]
    [InlineData("open", "\"recordedDate\":\"2024-03-04\"", false)]
    [InlineData("open", "\"encounter\":{\"reference\":\"Encounter/open\"},\"recordedDate\":\"2024-03-04\"", true)]
    [InlineData("now", "\"encounter\":{\"reference\":\"Encounter/later\"}", false)]
    [InlineData("now", "\"encounter\":{\"reference\":\"Encounter/old\"}", true)]
    [InlineData("now", "\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]}", true)]
    public void An_allergy_found_later_is_not_known_yet(string encounter, string fields, bool isKnown)
    {
        var record = Record(SomePatient, $$"""{"resourceType":"AllergyIntolerance","id":"a","code":{"text":"Penicillin"},{{fields}}}""");
        Assert.Equal(isKnown, record.ContextAt(encounter).Allergies.Length == 1);
        Assert.Single(record.ContextAt(encounter, live: true).Allergies);
    }

    [Theory]
    [InlineData("now", "2024-03-02", true)]
    [InlineData("now", "2024-03-04", false)]
    [InlineData("open", "2024-03-01T12:00:00Z", true)]
    [InlineData("open", "2024-03-04", false)]
    public void A_later_value_of_no_encounter_is_not_known_yet(string encounter, string day, bool isKnown)
    {
        var record = Record(
            SomePatient,
            $$"""{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"effectiveDateTime":"{{day}}","valueQuantity":{"code":"umol/L","value":90} }""");
        Assert.Equal(isKnown, record.ContextAt(encounter).Observations.Length == 1);
    }

    [Theory]
    [InlineData("2024-03-02T10:00:00Z", true)]
    [InlineData("2024-05-01T09:00:00Z", false)]
    public void A_note_of_several_encounters_is_read_in_those_that_it_was_written_for_by_then(string date, bool isKnown)
    {
        var note = Convert.ToBase64String("# Chief Complaint\nCough"u8);
        var record = Record(
            SomePatient,
            $$"""{"resourceType":"DocumentReference","id":"d","status":"current","date":"{{date}}","context":{"encounter":[{"reference":"Encounter/now"},{"reference":"Encounter/later"}]},"content":[{"attachment":{"contentType":"text/plain","data":"{{note}}"} }]}""");
        Assert.Equal(isKnown, record.ContextAt("now").Notes.Length == 1);
        Assert.Single(record.ContextAt("later").Notes);
    }

    [SkippableTheory]
    [InlineData("synthea")]
    [InlineData("synthea-smart10")]
    public void Cut_off_behind_an_encounter_a_record_gives_the_same_context(string folder)
    {
        var seen = 0;
        var byPatient = new[] { "Encounter", "Condition", "Procedure", "AllergyIntolerance", "MedicationRequest", "DocumentReference" }
            .SelectMany(type => SharedData.Resources(folder, type).Select(resource => resource.Clone())).ToLookup(PatientRecord.SubjectOf);
        foreach (var patient in SharedData.Resources(folder, "Patient").Take(40).Select(one => one.Clone()))
        {
            var resources = byPatient[patient.GetProperty("id").GetString()].ToList();
            var record = Record([patient, .. resources]);
            foreach (var encounter in record.Encounters.Where((_, i) => i % 5 == 0))
            {
                var until = encounter.End ?? encounter.Start!.Value;
                var alive = JsonNode.Parse(patient.GetRawText())!.AsObject();
                if (alive["deceasedDateTime"] is { } death && DateTimeOffset.Parse((string)death!) > encounter.Start) alive.Remove("deceasedDateTime");
                var cut = Record([JsonSerializer.SerializeToElement(alive), .. resources.Where(resource => Moment(resource, record) <= until)]);
                Assert.Equal(Json(record.ContextAt(encounter.Source.Id)), Json(cut.ContextAt(encounter.Source.Id)));
                seen++;
            }
        }

        Assert.True(seen > 100, $"{seen} encounters");
    }

    private const string SomePatient = """{"resourceType":"Patient","id":"p"}""";

    // When it began to be known: with its encounter, where it names one.
    private static DateTimeOffset? Moment(JsonElement resource, PatientRecord record)
    {
        if (resource.GetProperty("resourceType").GetString() == "Encounter") return record.Encounter(resource.GetProperty("id").GetString()!)!.Start;
        var encounter = resource.TryGetProperty("encounter", out var own) ? own
            : resource.TryGetProperty("context", out var context) && context.TryGetProperty("encounter", out var all) && all.GetArrayLength() > 0 ? all[0] : default;
        if (encounter.ValueKind == JsonValueKind.Object && ResourceKey.TryParse(encounter.GetProperty("reference").GetString()) is { } key) return record.Encounter(key.Id)?.Start;
        return new[] { "recordedDate", "onsetDateTime", "authoredOn", "date" }.Select(name => resource.TryGetProperty(name, out var date) ? date.GetDateTimeOffset() : (DateTimeOffset?)null).FirstOrDefault(date => date is not null);
    }

    private static string Json(ClinicalContext context) => JsonSerializer.Serialize(context, ClinicalJson.Options);

    private static PatientRecord Record(params string[] resources) => Record(Base.Concat(resources).Select(json => JsonDocument.Parse(json).RootElement));

    private static PatientRecord Record(IEnumerable<JsonElement> resources)
    {
        var record = new PatientRecord("default");
        foreach (var resource in resources) record.Add(resource);
        return record;
    }
}
