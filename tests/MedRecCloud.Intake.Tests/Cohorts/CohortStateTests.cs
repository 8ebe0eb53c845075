using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;
using static MedRecCloud.Intake.Cohorts.CohortCommand;
using static MedRecCloud.Intake.Cohorts.CohortControl;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>Every command in every state a cohort can be found in, once and twice.</summary>
public sealed class CohortStateTests
{
    [Theory]
    [InlineData("unplanned", Pause, Accepted, "paused")]
    [InlineData("unplanned", Resume, Accepted, "planning")]
    [InlineData("unplanned", Cancel, Accepted, "cancelled")]
    [InlineData("unplanned", Redrive, Ended, "planning")]
    [InlineData("planning", Pause, Accepted, "paused")]
    [InlineData("planning", Resume, Accepted, "planning")]
    [InlineData("planning", Cancel, Accepted, "cancelled")]
    [InlineData("planning", Redrive, Ended, "planning")]
    [InlineData("running", Pause, Accepted, "paused")]
    [InlineData("running", Resume, Accepted, "running")]
    [InlineData("running", Cancel, Accepted, "cancelled")]
    [InlineData("running", Redrive, Ended, "running")]
    [InlineData("paused", Pause, Accepted, "paused")]
    [InlineData("paused", Resume, Accepted, "running")]
    [InlineData("paused", Cancel, Accepted, "cancelled")]
    [InlineData("paused", Redrive, Ended, "paused")]
    [InlineData("paused in planning", Resume, Accepted, "planning")]
    [InlineData("cancelled", Pause, Ended, "cancelled")]
    [InlineData("cancelled", Resume, Ended, "cancelled")]
    [InlineData("cancelled", Cancel, Ended, "cancelled")]
    [InlineData("cancelled", Redrive, Ended, "cancelled")]
    [InlineData("refused", Pause, Ended, "refused")]
    [InlineData("refused", Resume, Accepted, "planning")]
    [InlineData("refused", Cancel, Ended, "refused")]
    [InlineData("refused", Redrive, Ended, "refused")]
    [InlineData("completed", Pause, Ended, "completed")]
    [InlineData("completed", Resume, Ended, "completed")]
    [InlineData("completed", Cancel, Ended, "completed")]
    [InlineData("completed", Redrive, Ended, "completed")]
    [InlineData("completed with failures", Redrive, Accepted, "running")]
    [InlineData("paused at the last moment", Redrive, Accepted, "running")]
    [InlineData("cancelled at the last moment", Redrive, Accepted, "running")]
    [InlineData("redriven", Redrive, Accepted, "running")]
    [InlineData("redriven", Pause, Accepted, "paused")]
    [InlineData("absent", Pause, Unknown, null)]
    [InlineData("absent", Redrive, Unknown, null)]
    public async Task A_command_has_its_answer_and_its_state_asked_once_or_twice(string state, CohortCommand command, CohortControl answer, string? then)
    {
        using var some = await InAsync(state);
        Assert.Equal(answer, await some.Desk.ControlAsync("c", command, default));
        if (then is null)
        {
            Assert.Null(await some.Desk.ReadProgressAsync("c", default));
            return;
        }

        Assert.Equal(then, (await some.ProgressAsync("c")).State);
        await some.Desk.ControlAsync("c", command, default);
        Assert.Equal(then, (await some.ProgressAsync("c")).State);
    }

    [Theory]
    [InlineData("unplanned")]
    [InlineData("planning")]
    [InlineData("running")]
    [InlineData("paused")]
    [InlineData("paused in planning")]
    [InlineData("completed with failures")]
    [InlineData("paused at the last moment")]
    [InlineData("cancelled at the last moment")]
    [InlineData("redriven")]
    public async Task From_every_state_that_is_no_end_a_cohort_comes_to_its_end_whole(string state)
    {
        using var some = await InAsync(state);
        if (await some.Desk.ControlAsync("c", Redrive, default) == Ended) await some.Desk.ControlAsync("c", Resume, default);
        if (await some.Planner.IsNeededAsync("c", default)) await some.Planner.PlanAsync("c", default);
        await some.TakeAsync(_ => ["lisinopril"]);
        var progress = await some.ProgressAsync("c");
        Assert.Equal(("completed", 12, 12, 0), (progress.State, progress.Planned, progress.Scored, progress.Failed));
    }

    private static async Task<CohortHarness> InAsync(string state)
    {
        var some = new CohortHarness().WithExport(patients: 4);
        if (state == "absent") return some;
        if (state == "refused") await some.StartAsync("c", new CohortManifest { Source = new CohortSource { Folder = "/nowhere/at/all" } });
        else await some.StartAsync("c");
        if (state == "unplanned") return some;
        if (state is "planning" or "paused in planning")
        {
            some.Files.DiesAfter = 6;
            await Assert.ThrowsAsync<MemoryCohorts.ProcessDied>(() => some.Planner.PlanAsync("c", default));
            some.Files.DiesAfter = null;
        }
        else await some.Planner.PlanAsync("c", default);

        switch (state)
        {
            case "paused" or "paused in planning":
                await some.Desk.ControlAsync("c", Pause, default);
                break;
            case "cancelled":
                await some.Desk.ControlAsync("c", Cancel, default);
                break;
            case "completed":
                await some.TakeAsync(_ => ["lisinopril"]);
                await some.ProgressAsync("c");
                break;
            case "completed with failures" or "redriven":
                await some.TakeAsync(encounter => encounter == "e1-0" ? null : ["lisinopril"]);
                await some.ProgressAsync("c");
                if (state == "redriven") await some.Desk.ControlAsync("c", Redrive, default);
                break;
            case "paused at the last moment" or "cancelled at the last moment":
                // The last shard is in work when somebody asks, and is finished.
                var last = some.Files.Sent[^1];
                some.Files.Sent.Remove(last);
                await some.TakeAsync(_ => ["lisinopril"]);
                await some.Desk.ControlAsync("c", state[0] == 'p' ? Pause : Cancel, default);
                some.Files.Sent.Add(last);
                await some.WorkAsync((_, _) => null);
                some.Files.Sent.Clear();
                break;
        }

        return some;
    }
}
