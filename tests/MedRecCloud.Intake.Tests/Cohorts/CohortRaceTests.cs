using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>What one process does in the middle of what another one does.</summary>
public sealed class CohortRaceTests
{
    [Theory]
    [InlineData(CohortCommand.Pause)]
    [InlineData(CohortCommand.Resume)]
    public async Task Whoever_asks_for_what_in_the_same_moment_a_cancelled_cohort_stays_cancelled(CohortCommand slower)
    {
        using var some = await PlannedAsync();
        some.Files.Before["c/control.json"] = () => some.Desk.ControlAsync("c", CohortCommand.Cancel, default);
        Assert.Equal(CohortControl.Ended, await some.Desk.ControlAsync("c", slower, default));
        Assert.Equal("cancelled", (await some.ProgressAsync("c")).State);
    }

    [Fact]
    public async Task Paused_and_resumed_between_the_sending_of_a_shard_and_its_note_a_cohort_loses_nothing()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        var notes = 0;
        some.Files.Before["c/plan.json"] = NextAsync;
        await some.Planner.PlanAsync("c", default);
        await some.TakeAsync(_ => ["lisinopril"]);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 12, 12), (progress.State, progress.Planned, progress.Scored));

        // Before each note: a worker finds the cohort paused and puts the message away, and it is resumed.
        async Task NextAsync()
        {
            if (++notes < 8) some.Files.Before["c/plan.json"] = NextAsync;
            await some.Desk.ControlAsync("c", CohortCommand.Pause, default);
            await some.TakeAsync(_ => throw new InvalidOperationException("Paused."));
            await some.Desk.ControlAsync("c", CohortCommand.Resume, default);
        }
    }

    [Fact]
    public async Task A_shard_whose_message_was_put_away_while_its_planner_was_dead_is_sent_anew()
    {
        for (var effects = 1; effects <= 14; effects++)
        {
            using var some = new CohortHarness().WithExport(patients: 4);
            await some.StartAsync("c");
            some.Files.DiesAfter = effects;
            try { await some.Planner.PlanAsync("c", default); }
            catch (MemoryCohorts.ProcessDied) { }
            some.Files.DiesAfter = null;
            await some.Desk.ControlAsync("c", CohortCommand.Pause, default);
            await some.TakeAsync(_ => throw new InvalidOperationException("Paused."));
            await some.Desk.ControlAsync("c", CohortCommand.Resume, default);
            await some.Planner.PlanAsync("c", default);
            await some.TakeAsync(_ => ["lisinopril"]);
            var progress = await some.ProgressAsync("c");
            Assert.Equal((effects, "completed", 12, 12), (effects, progress.State, progress.Planned, progress.Scored));
        }
    }

    [Theory]
    [InlineData("c/report.html")]
    [InlineData("c/report.json")]
    [InlineData("c/progress.json")]
    public async Task Failures_driven_again_while_the_report_is_written_are_in_the_next_one(string during)
    {
        using var some = await PlannedAsync();
        await some.TakeAsync(encounter => encounter == "e1-0" ? null : ["lisinopril"]);
        some.Files.Before[during] = async () => Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", CohortCommand.Redrive, default));
        // Nobody asks but the timer.
        await some.UpkeepAsync();
        Assert.Equal("running", State(some));
        await some.TakeAsync(_ => ["lisinopril"]);
        await some.UpkeepAsync();
        Assert.Equal("completed", State(some));
        using var report = JsonDocument.Parse(some.Files["c/report.json"]!);
        Assert.Equal((12, 0), (report.RootElement.GetProperty("scored").GetInt32(), report.RootElement.GetProperty("failed").GetInt32()));
    }

    [Fact]
    public async Task An_export_that_changed_while_the_cohort_was_paused_is_not_mixed_with_the_old_one()
    {
        using var some = await HalfPlannedAsync();
        some.Append("Encounter", """{"resourceType":"Encounter","id":"e0-9","status":"finished","subject":{"reference":"Patient/p0"},"period":{"start":"2020-01-01"}}""");
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal("refused", progress.State);
        Assert.Contains("no longer what planning began with", progress.Reason);
        // What was planned of it is not taken back, nor sent twice.
        Assert.Equal([1, 2], some.Files.Sent.Select(message => message.Shard));
        Assert.Equal(6, progress.Planned);
    }

    [Fact]
    public async Task A_manifest_that_changed_in_the_middle_is_not_mixed_with_the_old_one()
    {
        using var some = await HalfPlannedAsync();
        var manifest = CohortManifest.Read(some.Files["c/manifest.json"]);
        await some.Files.WriteAsync("c/manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest with { ShardSize = 100 }, ClinicalJson.Options), default);
        await some.Planner.PlanAsync("c", default);
        Assert.Contains("no longer what planning began with", (await some.ProgressAsync("c")).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cohort_half_planned_by_a_build_that_cuts_otherwise_is_refused(bool saidWhich)
    {
        using var some = await HalfPlannedAsync();
        var plan = JsonSerializer.Deserialize<CohortPlan>(some.Files["c/plan.json"], ClinicalJson.Options)!;
        Assert.Equal(ShardChunks.Rule, plan.Rule);
        await some.Files.WriteAsync("c/plan.json", JsonSerializer.SerializeToUtf8Bytes(plan with { Rule = saidWhich ? ShardChunks.Rule - 1 : 0 }, ClinicalJson.Options), default);
        await some.Planner.PlanAsync("c", default);
        Assert.Contains("cuts shards otherwise", (await some.ProgressAsync("c")).Reason);

        // Planned to its end, it is scored to its end, whoever cut it.
        using var whole = await PlannedAsync();
        await whole.Files.WriteAsync("c/plan.json", JsonSerializer.SerializeToUtf8Bytes(
            JsonSerializer.Deserialize<CohortPlan>(whole.Files["c/plan.json"], ClinicalJson.Options)! with { Rule = 0, Source = null }, ClinicalJson.Options), default);
        await whole.Planner.PlanAsync("c", default);
        await whole.TakeAsync(_ => ["lisinopril"]);
        Assert.Equal("completed", (await whole.ProgressAsync("c")).State);
    }

    private static async Task<CohortHarness> PlannedAsync()
    {
        var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        return some;
    }

    /// <summary>Two of its four shards are planned.</summary>
    private static async Task<CohortHarness> HalfPlannedAsync()
    {
        var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        some.Files.DiesAfter = 8;
        await Assert.ThrowsAsync<MemoryCohorts.ProcessDied>(() => some.Planner.PlanAsync("c", default));
        some.Files.DiesAfter = null;
        Assert.Equal(2, JsonSerializer.Deserialize<CohortPlan>(some.Files["c/plan.json"], ClinicalJson.Options)!.Shards);
        return some;
    }

    private static string? State(CohortHarness some) => JsonDocument.Parse(some.Files["c/progress.json"]!).RootElement.GetProperty("state").GetString();
}
