using MedRecCloud.Functions.Cohorts;
using MedRecCloud.Intake.Cohorts;
using Microsoft.Extensions.Logging.Testing;

namespace MedRecCloud.Functions.Tests.Cohorts;

public sealed class CohortTriggerTests
{
    private readonly FakeLogger<CohortTrigger> _log = new();

    [Fact]
    public async Task A_manifest_has_its_cohort_planned()
    {
        var planned = new List<string>();

        await Trigger(planned.Add).RunAsync(new MemoryStream(), "winter-2026", CancellationToken.None);

        Assert.Equal(["winter-2026"], planned);
    }

    [Fact]
    public async Task A_failure_is_tried_again_and_its_text_leaves_nowhere()
    {
        var failure = await Assert.ThrowsAsync<CohortPlanningException>(() =>
            Trigger(_ => throw new InvalidDataException("Jane Doe")).RunAsync(new MemoryStream(), "winter-2026", CancellationToken.None));

        Assert.Contains(nameof(InvalidDataException), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", failure + string.Concat(_log.Collector.GetSnapshot().Select(record => record.Message + record.Exception)), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_stop_is_not_a_failure() => Assert.ThrowsAsync<OperationCanceledException>(() =>
        Trigger(_ => throw new OperationCanceledException()).RunAsync(new MemoryStream(), "winter-2026", CancellationToken.None));

    private CohortTrigger Trigger(Action<string> plan) => new(new Planner(plan), _log);

    private sealed class Planner(Action<string> plan) : ICohortPlanner
    {
        public Task PlanAsync(string id, CancellationToken cancellationToken)
        {
            plan(id);
            return Task.CompletedTask;
        }

        public Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
