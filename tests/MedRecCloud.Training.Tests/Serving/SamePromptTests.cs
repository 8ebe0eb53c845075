using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Messaging;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Serving;

/// <summary>
/// No train/serve skew: an encounter read from an export by training, and the same encounter read from a FHIR server by the handler of live events, give the same
/// prompt byte for byte, with the same history of every candidate and the same code sets.
/// </summary>
public sealed class SamePromptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Of_a_patient_with_history_note_allergy_and_orders()
    {
        const string First = "2019-11-03T08:00:00Z", Second = "2020-03-01T08:00:00Z";
        new SmallExport().Patient("p").Encounter("e1", "p", First, reason: "Hypertension").Encounter("e2", "p", Second, reason: "Hypertension")
            .Condition("c1", "p", "e1", "Hypertension", First).Condition("c2", "p", "e2", "Ankle sprain", Second).Procedure("q1", "p", "e1", "Blood pressure taken", First)
            .Order("o1", "p", "e1", "lisinopril 10 MG Oral Tablet", First).Order("o2", "p", "e2", "ibuprofen 200 MG Oral Tablet", Second)
            .Note("n2", "p", "e2", "# Chief Complaint\nFell on the stairs.\n\n# Medications\nlisinopril 10 mg oral tablet\n\n## Plan\nibuprofen 200 mg\n", Second)
            .WriteNdjson(_folder.Path);
        var samples = Some.Read(_folder.Path).Samples;
        Assert.Equal(2, await CompareAsync(_folder.Path, samples));
        Assert.Contains("Fell on the stairs", samples[1].Prompt.Prefix);
        Assert.True(samples[1].WasOrderedBefore("lisinopril"));
    }

    [SkippableFact]
    public async Task Of_every_tenth_encounter_of_the_shared_synthea_data()
    {
        var folder = Tests.SharedData.Folder("synthea");
        // A live event knows every allergy recorded by now, as a safety review must; an export knows those of after the encounter, and training leaves them out.
        var later = LaterAllergies(folder);
        var samples = Some.Read(folder).Samples.Where((_, i) => i % 10 == 0).Where(sample => !later.Any(allergy => allergy.Patient == sample.Patient && allergy.Recorded > sample.PredictionTime)).ToList();
        Assert.True(await CompareAsync(folder, samples) > 120);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<int> CompareAsync(string folder, IReadOnlyList<Sample> samples)
    {
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = folder });
        await using var intake = new IntakeHarness(server.BaseUrl);
        foreach (var sample in samples)
        {
            Assert.Equal(Settlement.Completed, await intake.SendAsync(IntakeHarness.Ahds("Encounter", sample.Encounter)));
            var request = intake.Stores.Request(intake.Stores.Latest[(RequestKey.DefaultServer, sample.Encounter)]);
            Assert.Equal(Whole(request.Prompt), Whole(sample.Prompt));
        }
        return samples.Count;
    }

    // A server adds versions to the sources that a prompt names; an export has none.
    private static string Whole(Prompt prompt) => JsonSerializer.Serialize(
        prompt with { Segments = [.. prompt.Segments.Select(segment => segment with { Source = segment.Source is { } source ? new ResourceKey(source.Type, source.Id) : null })] }, ClinicalJson.Options);

    private static List<(string Patient, DateTimeOffset Recorded)> LaterAllergies(string folder)
    {
        var found = new List<(string, DateTimeOffset)>();
        foreach (var file in ExportFiles.In(folder, ".ndjson").Where(file => file.Name.StartsWith("AllergyIntolerance", StringComparison.Ordinal)))
        {
            using var stream = ExportFiles.Open(file);
            foreach (var line in NdjsonLines.Read(stream, file.Name))
            {
                using var document = JsonDocument.Parse(line);
                found.Add((document.RootElement.GetProperty("patient").GetProperty("reference").GetString()!.Split('/')[^1], document.RootElement.GetProperty("recordedDate").GetDateTimeOffset()));
            }
        }
        return found;
    }
}
