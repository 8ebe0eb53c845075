using System.Text;
using MedRecCloud.Intake.Cohorts;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class CohortTroubleTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_keeps_a_planner_from_going_on_is_said_until_it_goes_on()
    {
        using var some = await FailedAsync(new IOException("/patients/Jane Doe.ndjson"));
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("planning", 3), (progress.State, progress.Planned));
        Assert.Equal("A file of the source, or the planner's own scratch folder, cannot be used. It is tried again.", progress.Reason);
        await some.Planner.PlanAsync("c", default);
        progress = await some.ProgressAsync("c");
        Assert.Equal(("running", null, 12), (progress.State, progress.Reason, progress.Planned));
    }

    [Fact]
    public async Task A_planner_that_nobody_tries_any_more_is_started_again_by_the_timer()
    {
        using var some = await FailedAsync(new TimeoutException());
        Assert.False(await IsStartedAsync(some));
        _time.Advance(TimeSpan.FromMinutes(5));
        await some.Desk.ControlAsync("c", CohortCommand.Pause, default);
        Assert.False(await IsStartedAsync(some));
        await some.Desk.ControlAsync("c", CohortCommand.Resume, default);
        Assert.True(await IsStartedAsync(some));
        await some.Planner.PlanAsync("c", default);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(await IsStartedAsync(some));
    }

    [Fact]
    public async Task A_broken_cohort_does_not_keep_the_others_from_their_reports()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await some.StartAsync(id);
            await some.Planner.PlanAsync(id, default);
        }

        await some.TakeAsync(_ => ["lisinopril"]);
        await some.Files.WriteAsync("a/plan.json", "not JSON"u8.ToArray(), default);
        await some.Files.WriteAsync("b/manifest.json", "not JSON"u8.ToArray(), default);
        await some.UpkeepAsync();
        Assert.NotNull(some.Files["c/report.html"]);
    }

    [Fact]
    public async Task What_was_refused_is_tried_again_when_it_is_mended()
    {
        using var some = new CohortHarness();
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        Assert.Equal("source.folder is not there.", (await some.ProgressAsync("c")).Reason);
        some.WithExport(patients: 4);
        await some.Desk.ControlAsync("c", CohortCommand.Resume, default);
        Assert.True(await some.Planner.IsNeededAsync("c", default));
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("running", null, 12), (progress.State, progress.Reason, progress.Planned));
    }

    [Theory]
    [InlineData("no-such-cohort", "against names no earlier cohort.")]
    [InlineData("c", "against names no earlier cohort.")]
    [InlineData("broken", "whose own manifest cannot be used")]
    public async Task A_comparison_with_nothing_is_refused_rather_than_left_out(string against, string reason)
    {
        using var some = new CohortHarness().WithExport(patients: 1);
        await some.Desk.StartAsync("broken", "{"u8.ToArray(), default);
        await some.StartAsync("c", against: against);
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal("refused", progress.State);
        Assert.Contains(reason, progress.Reason);
    }

    [Fact]
    public async Task Failures_whose_shards_are_no_longer_kept_cannot_be_driven_again()
    {
        using var some = new CohortHarness().WithExport(patients: 4);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        await some.TakeAsync(_ => null);
        Assert.Equal("completed", (await some.ProgressAsync("c")).State);
        await some.Files.RemoveAsync("c/requests/", default);
        Assert.Equal(CohortControl.Ended, await some.Desk.ControlAsync("c", CohortCommand.Redrive, default));
        Assert.Equal("completed", (await some.ProgressAsync("c")).State);
    }

    [Fact]
    public async Task An_export_without_encounters_is_a_cohort_that_is_done()
    {
        using var some = new CohortHarness().WithExport(patients: 3, visits: 0);
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 0, null), (progress.State, progress.Planned, progress.Estimate));
        var page = Encoding.UTF8.GetString(some.Files["c/report.html"]!);
        Assert.DoesNotContain("NaN", page);
        Assert.Contains("There was no encounter to score", page);
    }

    /// <summary>The second of its four shards cannot be written.</summary>
    private async Task<CohortHarness> FailedAsync(Exception error)
    {
        var some = new CohortHarness(time: _time).WithExport(patients: 4);
        await some.StartAsync("c");
        some.Files.Before["c/requests/shard-00002.gz"] = () => Task.FromException(error);
        Assert.Same(error, await Record.ExceptionAsync(() => some.Planner.PlanAsync("c", default)));
        return some;
    }

    /// <summary>True when the timer has written the manifest anew.</summary>
    private static async Task<bool> IsStartedAsync(CohortHarness some)
    {
        var isStarted = false;
        some.Files.Before["c/manifest.json"] = () => Task.FromResult(isStarted = true);
        await some.UpkeepAsync();
        some.Files.Before.Remove("c/manifest.json");
        return isStarted;
    }
}
