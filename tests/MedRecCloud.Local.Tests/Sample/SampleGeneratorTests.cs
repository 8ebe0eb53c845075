using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Local.Sample;

namespace MedRecCloud.Local.Tests.Sample;

public sealed class SampleGeneratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-sample-").FullName;
    private readonly SampleDay _day = SampleGenerator.Make(new SampleOptions());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_makes_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Digest(3), Digest(3));
        Assert.NotEqual(Digest(3), Digest(4));
    }

    [Fact]
    public void The_default_day_holds_what_a_real_day_does()
    {
        Assert.True(_day.Resources.Count(resource => Is(resource, "Patient")) >= 40);
        Assert.True(_day.Events.Count >= 120);
        foreach (var kind in (string[])["encounter-entered-in-error", "encounter-deleted", "encounter-cancelled", "malformed-cut-off", "malformed-no-envelope", "malformed-unknown-type", "malformed-bad-id", "malformed-not-json"])
            Assert.Contains(_day.Events, told => told.Kind == kind);
        foreach (var type in (string[])["Condition", "AllergyIntolerance", "MedicationRequest", "Observation", "DocumentReference"])
            Assert.Contains(_day.Resources, resource => Is(resource, type));
    }

    [Fact]
    public void Some_messages_come_twice_word_for_word() =>
        Assert.True(_day.Events.GroupBy(told => Encoding.UTF8.GetString(told.Body)).Count(group => group.Count() > 1) >= 8);

    [Fact]
    public void Some_visits_end_before_they_begin()
    {
        var order = _day.Events.Where(told => told.Kind is "encounter-created" or "encounter-updated").GroupBy(told => told.Encounter);
        Assert.Contains(order, told => told.First().Kind == "encounter-updated");
    }

    [Fact]
    public void Todays_treatment_is_nowhere_in_the_record()
    {
        var today = _day.Events.Select(told => told.Encounter).OfType<string>().ToHashSet();
        Assert.DoesNotContain(_day.Resources.Where(resource => Is(resource, "MedicationRequest")), order => today.Contains(order["encounter"]!["reference"]!.ToString().Split('/')[1]));
    }

    [Fact]
    public void Every_event_that_can_be_read_is_about_an_encounter_of_the_record()
    {
        var known = _day.Resources.Where(resource => Is(resource, "Encounter")).Select(resource => resource["id"]!.ToString()).ToHashSet();
        Assert.All(_day.Events, told => Assert.Equal(told.Kind.StartsWith("malformed", StringComparison.Ordinal), told.Encounter is null));
        Assert.All(_day.Events.Select(told => told.Encounter).OfType<string>(), encounter => Assert.Contains(encounter, known));
    }

    [Fact]
    public void The_folder_is_an_export_with_messages_beside_it()
    {
        SampleFolder.Write(_day, _folder);
        Assert.Equal(_day.Events.Count, Directory.GetFiles(SampleFolder.Events(_folder)).Length);
        foreach (var file in Directory.GetFiles(SampleFolder.Fhir(_folder), "*.ndjson"))
            foreach (var line in File.ReadLines(file)) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind);
    }

    [Fact]
    public void Notes_come_in_every_format_that_intake_reads_and_say_the_same_in_each()
    {
        var types = new HashSet<string>();
        foreach (var note in _day.Resources.Where(resource => Is(resource, "DocumentReference")))
        {
            types.Add(note["content"]![0]!["attachment"]!["contentType"]!.ToString().Split(';')[0]);
            var encounter = note["context"]!["encounter"]![0]!["reference"]!.ToString().Split('/')[1];
            var context = Context(note["subject"]!["reference"]!.ToString().Split('/')[1], encounter);
            foreach (var kind in (NoteSectionKind[])[NoteSectionKind.ChiefComplaint, NoteSectionKind.HistoryOfPresentIllness, NoteSectionKind.Allergies, NoteSectionKind.MedicationsOnAdmission])
                Assert.False(string.IsNullOrWhiteSpace(Assert.Single(context.Notes, section => section.Kind == kind).Text));
        }
        Assert.Equal(["application/hl7-v3+xml", "application/pdf", "text/html", "text/plain", "text/rtf"], types.Order(StringComparer.Ordinal));
    }

    private ClinicalContext Context(string patient, string encounter)
    {
        var record = new PatientRecord("default");
        foreach (var resource in _day.Resources)
        {
            var json = JsonDocument.Parse(resource.ToJsonString()).RootElement;
            if (resource["id"]!.ToString() == patient || PatientRecord.SubjectOf(json) == patient) record.Add(json);
        }
        return record.ContextAt(encounter, live: true);
    }

    private static bool Is(System.Text.Json.Nodes.JsonObject resource, string type) => resource["resourceType"]!.ToString() == type;

    private static string Digest(int seed)
    {
        var day = SampleGenerator.Make(new SampleOptions(12, seed));
        return string.Join('\n', day.Resources.Select(resource => resource.ToJsonString()).Concat(day.Events.Select(told => told.Name + Encoding.UTF8.GetString(told.Body))));
    }
}
