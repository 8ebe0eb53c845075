using System.Text;
using System.Text.Json;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class DeskTests
{
    [Fact]
    public async Task A_completed_cohort_accounts_for_every_encounter_and_has_its_report()
    {
        using var some = await PlannedAsync();
        await some.WorkAsync((_, encounter) => encounter switch { "e0-0" => null, "e1-0" => [], "e2-0" => ["metformin"], _ => ["lisinopril"] });
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 12, 10, 1, 1), (progress.State, progress.Planned, progress.Scored, progress.Abstained, progress.Failed));

        using var report = JsonDocument.Parse(some.Files["c/report.json"]!);
        var quality = report.RootElement.GetProperty("runs")[0].GetProperty("quality");
        Assert.Equal(11, quality.GetProperty("withOrders").GetInt32());
        Assert.Equal(Math.Round(9.0 / 10, 4), quality.GetProperty("precision").GetDouble());
        Assert.Equal(Math.Round(9.0 / 11, 4), quality.GetProperty("recall").GetDouble());
        Assert.Equal(Math.Round(10.0 / 11, 4), quality.GetProperty("overPrescription").GetDouble());
        Assert.Equal("e0-0", report.RootElement.GetProperty("failedEncounters")[0].GetProperty("encounter").GetString());
        var page = Encoding.UTF8.GetString(some.Files["c/report.html"]!);
        Assert.Contains("<svg", page);
        Assert.DoesNotContain("http", page);
    }

    [Fact]
    public async Task A_cohort_is_told_completed_when_its_report_is_there_whoever_died_over_it()
    {
        var reporting = 0;
        for (var effects = 1; effects <= 8; effects++)
        {
            using var some = await PlannedAsync();
            await some.WorkAsync((_, _) => ["lisinopril"]);
            some.Files.DiesAfter = effects;
            try { await some.ProgressAsync("c"); }
            catch (MemoryCohorts.ProcessDied) { }
            some.Files.DiesAfter = null;
            var state = State(some);
            Assert.True(state != "completed" || some.Files["c/report.json"] is not null, $"{effects}: {state}");
            if (state == "reporting") reporting++;
            // Nobody asks any more but the timer.
            await some.UpkeepAsync();
            Assert.Equal("completed", State(some));
            Assert.NotNull(some.Files["c/report.html"]);
            Assert.NotNull(some.Files["c/report.json"]);
        }

        Assert.True(reporting > 0);

        static string? State(CohortHarness some) => JsonDocument.Parse(some.Files["c/progress.json"]!).RootElement.GetProperty("state").GetString();
    }

    [Fact]
    public async Task The_difference_to_an_earlier_run_says_who_gained_and_lost_what()
    {
        using var some = await PlannedAsync("old");
        await some.WorkAsync((_, _) => ["metformin"]);
        await some.ProgressAsync("old");
        await some.StartAsync("new", against: "old");
        await some.Planner.PlanAsync("new", default);
        await some.WorkAsync((patient, _) => patient == "p0" ? ["metformin"] : ["lisinopril"]);
        await some.ProgressAsync("new");

        var difference = JsonDocument.Parse(some.Files["new/report.json"]!).RootElement.GetProperty("runs")[0].GetProperty("differences")[0];
        Assert.Equal((12, 3, 0.25), (difference.GetProperty("common").GetInt32(), difference.GetProperty("identical").GetInt32(), difference.GetProperty("agreement").GetDouble()));
        var interval = difference.GetProperty("jaccard");
        Assert.Equal(0.75, interval.GetProperty("difference").GetDouble());
        Assert.InRange(interval.GetProperty("lower").GetDouble(), 0, 0.75);
        Assert.InRange(interval.GetProperty("upper").GetDouble(), 0.75, 1);
        var changes = CohortLines.Read<DifferenceTally.Change>(some.Files["new/differences.ndjson"]).ToArray();
        Assert.Equal(9, changes.Length);
        Assert.All(changes, change => Assert.Equal(("lisinopril", "metformin"), (string.Join(",", change.Gained), string.Join(",", change.Lost))));
    }

    [Fact]
    public async Task Each_models_results_are_reported_and_compared_with_the_firsts()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c", models: ["old@1", "new"]);
        await some.Planner.PlanAsync("c", default);
        await some.WorkAsync((patient, _, model) => model == "old@1" ? ["metformin"] : patient == "p0" ? null : ["lisinopril", "metformin"]);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 24, 12, 2, 21, 3), (progress.State, progress.Planned, progress.Encounters, progress.Models, progress.Scored, progress.Failed));

        using var report = JsonDocument.Parse(some.Files["c/report.json"]!);
        var runs = report.RootElement.GetProperty("runs");
        Assert.Equal(["old@1", "new"], runs.EnumerateArray().Select(run => run.GetProperty("model").GetString()!));
        Assert.Equal([0, 1.0], runs.EnumerateArray().Select(run => run.GetProperty("quality").GetProperty("recall").GetDouble()));
        Assert.Equal(0, runs[0].GetProperty("differences").GetArrayLength());
        var difference = Assert.Single(runs[1].GetProperty("differences").EnumerateArray());
        Assert.Equal(("old@1", 9, 0.5), (difference.GetProperty("against").GetString()!, difference.GetProperty("common").GetInt32(), difference.GetProperty("agreement").GetDouble()));
        Assert.Equal("new", report.RootElement.GetProperty("failedEncounters")[0].GetProperty("model").GetString());
        Assert.All(CohortLines.Read<DifferenceTally.Change>(some.Files["c/differences.ndjson"]), change => Assert.Equal(("new", "old@1", "lisinopril"), (change.Model!, change.Against, string.Join(",", change.Gained))));

        // Only what failed, with the model it failed with.
        some.Files.Sent.Clear();
        Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", CohortCommand.Redrive, default));
        await some.WorkAsync((_, _, model) => model == "new" ? ["lisinopril"] : throw new InvalidOperationException("Not asked again."));
        progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 24, 24, 0), (progress.State, progress.Planned, progress.Scored, progress.Failed));
    }

    [Fact]
    public async Task An_earlier_cohort_is_compared_model_by_model()
    {
        using var some = new CohortHarness().WithExport(patients: 2);
        await some.StartAsync("before", models: ["a", "b"]);
        await some.Planner.PlanAsync("before", default);
        await some.WorkAsync((_, _, model) => [model == "a" ? "metformin" : "lisinopril"]);
        await some.StartAsync("after", against: "before", models: ["b", "c"]);
        await some.Planner.PlanAsync("after", default);
        await some.WorkAsync((_, _, _) => ["lisinopril"]);
        await some.ProgressAsync("after");
        var runs = JsonDocument.Parse(some.Files["after/report.json"]!).RootElement.GetProperty("runs");
        double Agreement(int run, int with) => runs[run].GetProperty("differences")[with].GetProperty("agreement").GetDouble();
        // b as b was; c, which was not asked then, as the first one was; and c as b is now.
        Assert.Equal((1.0, 0.0, 1.0), (Agreement(0, 0), Agreement(1, 0), Agreement(1, 1)));
    }

    [Fact]
    public async Task A_desk_that_dies_while_driving_again_is_asked_again()
    {
        for (var effects = 1; effects <= 12; effects++)
        {
            using var some = await PlannedAsync();
            await some.WorkAsync((patient, _) => patient is "p1" or "p2" ? null : ["lisinopril"]);
            await some.ProgressAsync("c");
            some.Files.DiesAfter = effects;
            try { await some.Desk.ControlAsync("c", CohortCommand.Redrive, default); }
            catch (MemoryCohorts.ProcessDied) { }
            some.Files.DiesAfter = null;
            await some.Desk.ControlAsync("c", CohortCommand.Redrive, default);
            await some.WorkAsync((_, _) => ["lisinopril"]);
            var progress = await some.ProgressAsync("c");
            Assert.Equal((effects, "completed", 12, 12, 0), (effects, progress.State, progress.Planned, progress.Scored, progress.Failed));
        }
    }

    [Fact]
    public async Task Failed_encounters_alone_are_driven_again_and_replaced()
    {
        using var some = await PlannedAsync();
        await some.WorkAsync((patient, _) => patient == "p1" ? null : ["lisinopril"]);
        Assert.Equal(3, (await some.ProgressAsync("c")).Failed);
        Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", CohortCommand.Redrive, default));
        Assert.Equal("running", (await some.ProgressAsync("c")).State);
        await some.WorkAsync((_, _) => ["lisinopril"]);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 12, 12, 0), (progress.State, progress.Planned, progress.Scored, progress.Failed));
        Assert.Equal(12, JsonDocument.Parse(some.Files["c/report.json"]!).RootElement.GetProperty("scored").GetInt32());
        Assert.Equal(CohortControl.Ended, await some.Desk.ControlAsync("c", CohortCommand.Redrive, default));
    }

    [Fact]
    public async Task What_has_no_result_is_asked_for_again_after_a_pause()
    {
        using var some = await PlannedAsync();
        Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", CohortCommand.Pause, default));
        Assert.Equal("paused", (await some.ProgressAsync("c")).State);
        some.Files.Sent.Clear();
        Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", CohortCommand.Resume, default));
        Assert.Equal([1, 2, 3, 4], some.Files.Sent.Select(message => message.Shard));
        await some.WorkAsync((_, _) => ["lisinopril"]);
        Assert.Equal("completed", (await some.ProgressAsync("c")).State);
    }

    [Theory]
    [InlineData(CohortCommand.Pause, "paused")]
    [InlineData(CohortCommand.Cancel, "cancelled")]
    public async Task A_cohort_can_be_held_before_any_planner_has_seen_it(CohortCommand command, string state)
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        Assert.Equal(CohortControl.Accepted, await some.Desk.ControlAsync("c", command, default));
        Assert.False(await some.Planner.IsNeededAsync("c", default));
        Assert.Equal(state, (await some.ProgressAsync("c")).State);
    }

    [Fact]
    public async Task A_planner_stops_when_its_cohort_is_cancelled()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        await some.Desk.ControlAsync("c", CohortCommand.Cancel, default);
        await some.Planner.PlanAsync("c", default);
        Assert.Equal("cancelled", (await some.ProgressAsync("c")).State);
        Assert.Empty(some.Files.Sent);
        Assert.Equal(CohortControl.Ended, await some.Desk.ControlAsync("c", CohortCommand.Resume, default));
        Assert.Equal(CohortControl.Unknown, await some.Desk.ControlAsync("absent", CohortCommand.Pause, default));
    }

    private static async Task<CohortHarness> PlannedAsync(string id = "c")
    {
        var some = new CohortHarness().WithExport(patients: 4);
        Assert.True(await some.StartAsync(id));
        Assert.False(await some.StartAsync(id));
        await some.Planner.PlanAsync(id, default);
        return some;
    }
}
