using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Messaging;
using Xunit.Abstractions;

namespace MedRecCloud.Intake.Tests.Events;

/// <summary>Whole exports through the intake. CI takes a part of the second and repeats a tenth; <c>MEDREC_FULL=1</c> takes and repeats all of both.</summary>
public class WholeHospitalTests(ITestOutputHelper output)
{
    private static bool IsFull => Environment.GetEnvironmentVariable("MEDREC_FULL") == "1";

    [SkippableTheory]
    [InlineData("synthea", "Encounter.ndjson.gz", 1760)]
    [InlineData("synthea-smart10", "Encounter.000.ndjson.gz", 1215)]
    public async Task Every_encounter_has_one_request_and_shuffled_duplicates_and_stale_versions_change_nothing(string folder, string file, int count)
    {
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = SharedData.Require(folder) });
        await using var intake = new IntakeHarness(server.BaseUrl);
        var ids = SharedData.Ids($"{folder}/{file}");
        Assert.Equal(count, ids.Count);
        // Half of the second folder is one patient with years of dialysis, whose record is read again for each of his visits: all of it only when asked for.
        if (folder == "synthea-smart10" && !IsFull) ids = [.. ids.Where((_, i) => i % 8 == 0)];
        count = ids.Count;

        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) => Assert.Equal(Settlement.Completed, await intake.SendAsync(IntakeHarness.Ahds("Encounter", id))));
        Assert.Equal(count, intake.Stores.Sent.Count);
        Assert.Equal(count, intake.Stores.Requests.Count);
        Assert.Equal(count, intake.Stores.Latest.Count);
        Assert.Empty(intake.Stores.Current);
        var before = intake.Stores.Latest.ToDictionary(pair => pair.Key, pair => pair.Value);

        var random = new Random(5);
        var repeats = ids.Where((_, i) => IsFull || i % 10 == 0).SelectMany(id => Enumerable.Repeat(id, 3)).Select(id => IntakeHarness.Ahds("Encounter", id, random.Next(100) < 5 ? 0 : 1, random.Next(2) == 0 ? "Created" : "Updated")).ToArray();
        random.Shuffle(repeats);
        await Parallel.ForEachAsync(repeats, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (message, _) => Assert.Equal(Settlement.Completed, await intake.SendAsync(message)));
        Assert.Equal(count, intake.Stores.Sent.Count);
        Assert.Equal(before, intake.Stores.Latest.ToDictionary(pair => pair.Key, pair => pair.Value));
        output.WriteLine($"{folder}: {count} encounters, one request each; {repeats.Length} repeated or stale events changed nothing.");
    }
}
