using System.Text;
using System.Text.Json;
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

    private static bool Is(System.Text.Json.Nodes.JsonObject resource, string type) => resource["resourceType"]!.ToString() == type;

    private static string Digest(int seed)
    {
        var day = SampleGenerator.Make(new SampleOptions(12, seed));
        return string.Join('\n', day.Resources.Select(resource => resource.ToJsonString()).Concat(day.Events.Select(told => told.Name + Encoding.UTF8.GetString(told.Body))));
    }
}
