using System.IO.Compression;
using System.Text;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class PlanningTests
{
    [Fact]
    public async Task Every_encounter_is_planned_once_as_of_its_own_start()
    {
        using var some = new CohortHarness().WithExport(patients: 7);
        Assert.True(await some.StartAsync("c", shardSize: 6));
        await some.Planner.PlanAsync("c", default);

        var entries = some.Entries("c");
        Assert.Equal(21, entries.Select(entry => entry.Encounter.Id).Distinct().Count());
        Assert.Equal(21, entries.Count);
        Assert.Equal([1, 2, 3, 4], some.Files.Sent.Select(message => message.Shard));
        Assert.All(entries, entry =>
        {
            Assert.Equal("lisinopril", string.Join(",", entry.Cut.Ordered));
            Assert.All(entry.Cut.Context!.Medications, medicine => Assert.True(medicine.Authored < entry.Cut.Context.PredictionTime));
            Assert.Empty(entry.Cut.Context.CurrentOrders);
            Assert.DoesNotContain(entry.Cut.Context.EarlierEncounters, earlier => earlier.Start >= entry.Cut.Context.PredictionTime);
        });
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("running", 21, 0), (progress.State, progress.Planned, progress.Scored));
    }

    [Fact]
    public async Task A_planner_that_dies_anywhere_ends_in_the_same_shards()
    {
        using var whole = new CohortHarness().WithExport(patients: 6);
        await whole.StartAsync("c");
        await whole.Planner.PlanAsync("c", default);
        var expected = whole.Files.Under("c/requests/");

        for (var effects = 1; effects <= 20; effects++)
        {
            using var some = new CohortHarness().WithExport(patients: 6);
            await some.StartAsync("c");
            some.Files.DiesAfter = effects;
            var died = false;
            try { await some.Planner.PlanAsync("c", default); }
            catch (MemoryCohorts.ProcessDied) { died = true; }
            some.Files.DiesAfter = null;
            await some.Planner.PlanAsync("c", default);
            Assert.Equal(expected, some.Files.Under("c/requests/"));
            Assert.Equal([1, 2, 3, 4, 5, 6], some.Files.Sent.Select(message => message.Shard).Distinct().Order());
            Assert.Equal(18, (await some.ProgressAsync("c")).Planned);
            Assert.True(died || effects > 8);
        }
    }

    [Fact]
    public async Task Planning_a_planned_cohort_does_nothing()
    {
        using var some = new CohortHarness().WithExport(patients: 2);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        var sent = some.Files.Sent.Count;
        await some.Planner.PlanAsync("c", default);
        await some.Planner.PlanAsync("absent", default);
        Assert.Equal(sent, some.Files.Sent.Count);
    }

    [Fact]
    public async Task What_is_broken_in_an_export_is_listed_and_the_rest_goes_on()
    {
        using var some = new CohortHarness().WithExport(patients: 4, visits: 1);
        some.Append("Encounter", """{"resourceType":"Encounter","id":"lone","status":"finished","period":{"start":"2020-01-01"}}""");
        some.Append("Encounter", """{"resourceType":"Encounter","id":"stranger","status":"finished","subject":{"reference":"Patient/nobody"},"period":{"start":"2020-01-01"}}""");
        some.Append("Encounter", """{"resourceType":"Encounter","id":"timeless","status":"finished","subject":{"reference":"Patient/p1"}}""");
        some.Append("Condition", """{"resourceType":"Condition","id":"c0-0","subject":{"reference":"Patient/p0"},"encounter":{"reference":"Encounter/e0-0"}}""");
        some.Append("Condition", """{"resourceType":"Condition","id":"dangling","subject":{"reference":"Patient/p0"},"encounter":{"reference":"Encounter/gone"}}""");
        some.Append("Odd", """{"resourceType":"Zebra","id":"z"}""");
        some.Append("Odd", "this is not JSON");
        var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < 5000; i++) zip.Write(Encoding.UTF8.GetBytes($$"""{"resourceType":"Procedure","id":"q{{i * 7919}}","subject":{"reference":"Patient/p0" } }""" + "\n"));
        File.WriteAllBytes(Path.Combine(some.Export, "Procedure.ndjson.gz"), zipped.ToArray()[..(int)(zipped.Length / 2)]);

        File.WriteAllBytes(Path.Combine(some.Export, "Observation.ndjson.gz"), []);

        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        var failed = some.Entries("c").Where(entry => entry.Cut.Failed is not null).ToDictionary(entry => entry.Encounter.Id, entry => entry.Cut.Failed);
        Assert.Equal(new Dictionary<string, string?> { ["lone"] = "encounter-without-patient", ["stranger"] = "patient-not-in-source", ["timeless"] = "encounter-without-time" }, failed);
        Assert.Equal(4, some.Entries("c").Count(entry => entry.Cut.Failed is null));
        var problems = (await some.ProgressAsync("c")).Problems;
        Assert.Equal(1, problems["duplicate id within a patient"]);
        Assert.Equal(1, problems["reference to an encounter that is not in the source"]);
        Assert.Equal(1, problems["not read: Zebra"]);
        Assert.InRange(problems["line is no FHIR resource with type and id"], 1, 2);
        Assert.Equal(1, problems["patient is not in the source"]);
        Assert.Equal(1, problems["file is damaged or cut off: Procedure.ndjson.gz"]);
        Assert.Equal(1, problems["file is damaged or cut off: Observation.ndjson.gz"]);
    }

    [Fact]
    public async Task The_log_that_lies_beside_an_export_is_no_damaged_file()
    {
        using var some = new CohortHarness().WithExport(patients: 1);
        using (var zip = new GZipStream(File.Create(Path.Combine(some.Export, "log.ndjson.gz")), CompressionLevel.Fastest)) zip.Write("""{"exportId":"x","eventId":"kickoff"}"""u8);
        using (var zip = new GZipStream(File.Create(Path.Combine(some.Export, "Half.ndjson.gz")), CompressionLevel.Fastest)) zip.Write("""{"resourceType":"Procedure","id":"q"""u8);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        Assert.Equal(
            ["file is damaged or cut off: Half.ndjson.gz", "line is no FHIR resource with type and id"], (await some.ProgressAsync("c")).Problems.Keys);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{"source":{}}""", "exactly one")]
    [InlineData("""{"source":{"folder":"/nowhere/at/all"}}""", "not there")]
    [InlineData("""{"source":{"folder":"a","blobs":"b/c"}}""", "exactly one")]
    [InlineData("""{"source":{"blobs":"proposals/"}}""", "container of exports")]
    [InlineData("""{"source":{"encounters":["Patient/1"]}}""", "no reference to an Encounter")]
    [InlineData("""{"source":{"folder":"a"},"thresholds":{"x":2}}""", "between 0 and 1")]
    [InlineData("""{"source":{"folder":"a"},"treshold":{"x":0.5}}""", "no JSON of the form")]
    [InlineData("""{"source":{"folder":"a"},"model":"x","models":["y"]}""", "both model and models")]
    [InlineData("""{"source":{"folder":"a"},"models":["y","y"]}""", "different names")]
    [InlineData("""{"source":{"group":"a/b"}}""", "no id of a Group")]
    [InlineData("""{"source":{"group":"g"},"server":"elsewhere"}""", "FHIR server that is not configured")]
    public async Task A_broken_manifest_is_refused_with_its_reason(string manifest, string reason)
    {
        using var some = new CohortHarness();
        await some.Desk.StartAsync("c", Encoding.UTF8.GetBytes(manifest), default);
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal("refused", progress.State);
        Assert.Contains(reason, progress.Reason);
        Assert.Empty(some.Files.Sent);
    }

    [Fact]
    public async Task In_the_cloud_a_folder_is_no_source()
    {
        using var some = new CohortHarness(allowFolders: false).WithExport(patients: 1);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        Assert.Equal("refused", (await some.ProgressAsync("c")).State);
    }

    [Fact]
    public async Task No_shard_is_more_than_a_small_share_of_its_cohort_and_none_is_larger_than_asked_for()
    {
        using var some = new CohortHarness().WithExport(patients: 400, visits: 2);
        await some.StartAsync("c", shardSize: 40);
        await some.Planner.PlanAsync("c", default);
        var sizes = Enumerable.Range(1, some.Files.Sent.Count).Select(shard => CohortShard.Read(some.Files[CohortNames.Shard("c", shard)]!).Sum(patient => patient.Encounters.Count())).ToArray();
        Assert.Equal(800, sizes.Sum());
        Assert.Equal((20, 40), (sizes[0], sizes[..^1].Max()));
        for (var (i, before) = (0, 0); i < sizes.Length; before += sizes[i++]) Assert.True(sizes[i] <= Math.Max(20, before / 16), $"Shard {i + 1} has {sizes[i]} behind {before}.");
    }

    [Fact]
    public void A_shard_of_a_part_is_read_back_from_its_name()
    {
        Assert.Equal(12, CohortNames.ShardOf(CohortNames.Part("c", 12)));
        Assert.Null(CohortNames.ShardOf("c/results/part-x.ndjson"));
        Assert.Null(CohortNames.ShardOf("c/results/other"));
    }
}
