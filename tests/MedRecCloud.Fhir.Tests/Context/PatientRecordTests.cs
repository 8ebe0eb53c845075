using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Fhir.Tests.Context;

public class PatientRecordTests
{
    private static readonly string[] Base =
    [
        """{"resourceType":"Patient","id":"p","birthDate":"1980-06-15","gender":"female","name":[{"family":"Berg","given":["Anna"]}]}""",
        """{"resourceType":"Encounter","id":"old","status":"finished","class":{"code":"AMB"},"period":{"start":"2024-01-01T08:00:00Z","end":"2024-01-01T09:00:00Z"}}""",
        """{"resourceType":"Encounter","id":"now","status":"in-progress","class":{"code":"IMP"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"1","display":"Admission"}]}],"period":{"start":"2024-03-01T08:00:00Z"}}""",
        """{"resourceType":"Encounter","id":"later","status":"finished","class":{"code":"AMB"},"period":{"start":"2024-05-01T08:00:00Z"}}""",
    ];

    [Fact]
    public void Age_and_sex_are_those_at_the_encounters_start()
    {
        var context = Record().ContextAt("now");
        Assert.Equal(43, context.Age);
        Assert.Equal("female", context.Patient.Sex);
        Assert.Equal(["old"], context.EarlierEncounters.Select(encounter => encounter.Source.Id));
    }

    [Fact]
    public void An_order_is_past_only_when_its_encounter_and_its_own_time_are_earlier()
    {
        var record = Record(
            Order("a", "old", "2024-01-01"), Order("b", "old", "2024-04-01"), Order("c", "later", "2024-01-01"), Order("d", "now", "2024-03-01"),
            Order("e", null, "2024-02-01"), Order("f", null, "2024-03-02"));
        var historic = record.ContextAt("now");
        Assert.Equal("a,e", Ids(historic.Medications));
        Assert.Empty(historic.CurrentOrders);
        Assert.Equal("d,f", Ids(record.ContextAt("now", live: true).CurrentOrders));
        Assert.Equal("d", Ids(record.OrdersOf("now")));
    }

    [Fact]
    public void What_a_resource_needs_is_found_by_uuid_too_and_a_broken_reference_names_nothing()
    {
        var links = ResourceLinks.Read("""{"resourceType":"MedicationRequest","encounter":{"reference":"urn:uuid:e"},"medicationReference":{"reference":"urn:uuid:m"}}"""u8);
        Assert.Equal(("e", "Medication/m"), (links.Encounter, Assert.Single(links.Needed).ToString()));
        links = ResourceLinks.Read("""{"resourceType":"MedicationRequest","encounter":{"reference":"\ud83d"},"medicationReference":{"reference":"urn:uuid:no id"}}"""u8);
        Assert.True(links.Encounter is null && links.Needed.Count == 0);
    }

    [Fact]
    public void What_was_found_to_be_taken_in_this_encounter_is_a_medicine_for_the_live_review_alone_and_no_order()
    {
        var record = Record(
            """{"resourceType":"MedicationStatement","id":"s","status":"active","medicationCodeableConcept":{"text":"Warfarin 5 MG"},"context":{"reference":"Encounter/now"},"effectivePeriod":{"start":"2023-01-01"},"dateAsserted":"2024-03-01"}""",
            """{"resourceType":"MedicationRequest","id":"r","status":"active","intent":"plan","reportedBoolean":true,"medicationCodeableConcept":{"text":"Ibuprofen 200 MG"},"encounter":{"reference":"Encounter/now"},"authoredOn":"2024-03-01"}""",
            Order("o", "now", "2024-03-01"));
        var live = record.ContextAt("now", live: true);
        Assert.Equal(("r,s", "o"), (Ids(live.Medications), Ids(live.CurrentOrders)));
        Assert.Empty(record.ContextAt("now").Medications);
        Assert.Equal("o", Ids(record.OrdersOf("now")));
    }

    [Theory]
    [InlineData("11778-8", "\"valueDateTime\":\"2024-08-01\"", "2024-08-01")]
    [InlineData("2106-3", "\"valueString\":\"Positive\"", "Positive")]
    [InlineData("2106-3", "\"valueString\":\"Positive, as she said when she rang about the appointment\"", null)]
    [InlineData("2160-0", "\"valueString\":\"pending\"", null)]
    public void An_answer_may_be_a_date_or_a_word_where_one_is_asked_for(string loinc, string value, string? answer) =>
        Assert.Equal(answer, Record($$"""{"resourceType":"Observation","id":"x","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1-8"},{"system":"http://loinc.org","code":"{{loinc}}"}]},"effectiveDateTime":"2024-02-01",{{value}}}""")
            .ContextAt("now").Observations.SingleOrDefault()?.Answer?.Code);

    [Fact]
    public void Every_value_that_a_check_asks_for_is_read() => Assert.Empty(Clinical.Safety.Knowledge.DrugKnowledge.Shipped.ObservationCodes.Except(SafetyObservations.Codes));

    [Theory]
    [InlineData("\"status\":\"active\",\"intent\":\"plan\"")]
    [InlineData("\"status\":\"entered-in-error\"")]
    [InlineData("\"status\":\"cancelled\"")]
    [InlineData("\"status\":\"active\",\"intent\":\"proposal\"")]
    [InlineData("\"status\":\"active\",\"doNotPerform\":true")]
    public void What_is_nobodys_order_is_no_fact(string fields) =>
        Assert.Empty(Record($$"""{"resourceType":"MedicationRequest","id":"x",{{fields}},"medicationCodeableConcept":{"text":"Aspirin"},"authoredOn":"2024-01-01"}""").ContextAt("now").Medications);

    [Fact]
    public void A_condition_that_ended_after_the_start_was_active_then()
    {
        var record = Record(
            """{"resourceType":"Condition","id":"c","clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"text":"Cough"},"onsetDateTime":"2024-02-01","abatementDateTime":"2024-04-01"}""",
            """{"resourceType":"Condition","id":"future","code":{"text":"Fracture"},"onsetDateTime":"2024-04-01"}""",
            """{"resourceType":"Condition","id":"own","code":{"text":"Asthma"},"encounter":{"reference":"Encounter/now"},"recordedDate":"2024-03-01T10:00:00Z"}""",
            """{"resourceType":"Condition","id":"refuted","verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"Gout"},"onsetDateTime":"2024-01-01"}""");
        var conditions = record.ContextAt("now").Conditions;
        Assert.Equal("c,own", string.Join(',', conditions.Select(fact => fact.Source.Id).Order()));
        var cough = conditions.Single(fact => fact.Source.Id == "c");
        Assert.Equal("active", cough.ClinicalStatus);
        Assert.Null(cough.Abatement);
    }

    [Fact]
    public void Procedures_and_administrations_of_the_same_encounter_are_never_used()
    {
        var context = Record(
            """{"resourceType":"Procedure","id":"a","status":"completed","code":{"text":"X-ray"},"encounter":{"reference":"Encounter/now"},"performedDateTime":"2024-02-28"}""",
            """{"resourceType":"Procedure","id":"b","status":"completed","code":{"text":"ECG"},"encounter":{"reference":"Encounter/old"},"performedDateTime":"2024-01-01T08:30:00Z"}""",
            """{"resourceType":"MedicationAdministration","id":"m","status":"completed","medicationCodeableConcept":{"text":"Morphine"},"context":{"reference":"Encounter/now"},"effectiveDateTime":"2024-02-01"}""").ContextAt("now", live: true);
        Assert.Equal("b", string.Join(',', context.Procedures.Select(fact => fact.Source.Id)));
        Assert.Empty(context.Medications);
        Assert.Empty(context.CurrentOrders);
    }

    [Fact]
    public void A_medicine_named_by_reference_or_contained_is_resolved()
    {
        var context = Record(
            """{"resourceType":"MedicationRequest","id":"r","status":"active","medicationReference":{"reference":"Medication/m"},"authoredOn":"2024-01-01"}""",
            """{"resourceType":"MedicationRequest","id":"s","status":"active","contained":[{"resourceType":"Medication","id":"c1","code":{"text":"Lisinopril 10 MG"}}],"medicationReference":{"reference":"#c1"},"authoredOn":"2024-01-01"}""",
            """{"resourceType":"Medication","id":"m","code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"1","display":"Aspirin 81 MG Oral Tablet"}]}}""").ContextAt("now");
        Assert.Equal("aspirin,lisinopril", string.Join(',', context.Medications.SelectMany(fact => fact.Ingredients).Order()));
    }

    [Theory]
    [InlineData("Binary/b")]
    [InlineData("urn:uuid:b")]
    [InlineData("https://h.example/fhir/Binary/b")]
    public void A_notes_text_is_found_in_its_binary_however_it_is_named(string url)
    {
        var note = Assert.Single(Record(
            $$"""{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"{{Convert.ToBase64String("# Chief Complaint\nCough"u8)}}"}""",
            $$"""{"resourceType":"DocumentReference","id":"d","status":"current","date":"2024-03-01T09:00:00Z","context":{"encounter":[{"reference":"Encounter/now"}]},"content":[{"attachment":{"contentType":"text/plain","url":"{{url}}"} }]}""").ContextAt("now").Notes);
        Assert.Equal("Cough", note.Text);
    }

    [Fact]
    public void Only_the_newest_value_of_a_code_is_kept_and_none_from_later_encounters()
    {
        var context = Record(
            Creatinine("a", "old", "2024-01-01", 80), Creatinine("b", "now", "2024-03-01", 90), Creatinine("c", "later", "2024-05-01", 100)).ContextAt("now");
        Assert.Equal(90, Assert.Single(context.Observations).Value);
    }

    [Fact]
    public void A_notes_plan_is_cut_and_its_lists_become_facts()
    {
        var note = Convert.ToBase64String("# Chief Complaint\nCough\n\n# Allergies\nPenicillin, tree nut\n# Medications\nlisinopril 10 mg oral tablet; aspirin 81 mg\n# Plan\nStart amoxicillin"u8);
        var context = Record($$"""{"resourceType":"DocumentReference","id":"d","status":"current","date":"2024-03-01T09:00:00Z","context":{"encounter":[{"reference":"Encounter/now"}]},"content":[{"attachment":{"contentType":"text/plain","data":"{{note}}"} }]}""").ContextAt("now");
        Assert.DoesNotContain(context.Notes, section => section.Text.Contains("amoxicillin"));
        Assert.Equal("Penicillin,tree nut", string.Join(',', context.Allergies.Select(fact => fact.Text)));
        Assert.Equal("lisinopril,aspirin", string.Join(',', context.Medications.SelectMany(fact => fact.Ingredients)));
        var complaint = context.Notes.Single(section => section.Kind == NoteSectionKind.ChiefComplaint);
        Assert.Equal((0, 18, "Cough"), (complaint.Start, complaint.TextStart, complaint.Text));
    }

    private static string Order(string id, string? encounter, string authored) =>
        $$"""{"resourceType":"MedicationRequest","id":"{{id}}","status":"active","intent":"order","medicationCodeableConcept":{"text":"Aspirin 81 MG"},{{(encounter is null ? "" : $"\"encounter\":{{\"reference\":\"Encounter/{encounter}\"}},")}}"authoredOn":"{{authored}}"}""";

    private static string Creatinine(string id, string encounter, string day, int value) =>
        $$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"encounter":{"reference":"Encounter/{{encounter}}"},"effectiveDateTime":"{{day}}","valueQuantity":{"code":"umol/L","value":{{value}} } }""";

    private static string Ids(IEnumerable<MedicationFact> facts) => string.Join(',', facts.Select(fact => fact.Source.Id).Order());

    private static PatientRecord Record(params string[] resources)
    {
        var record = new PatientRecord("default");
        foreach (var json in Base.Concat(resources))
        {
            using var document = JsonDocument.Parse(json);
            record.Add(document.RootElement);
        }
        return record;
    }
}
