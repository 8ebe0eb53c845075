using MedRecCloud.Intake.Maintenance;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Brings progress and reports of running cohorts up to date when nobody asks for them, clears what a planner that died has left, and starts planners again that nobody tries any more.</summary>
internal sealed class CohortUpkeep(ICohortFiles files, ICohortDesk desk, ExportClearing clearing, TimeProvider time, ILogger<CohortUpkeep> logger) : IMaintenanceTask
{
    // Whoever started the planner tries again by himself at first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var id in files.ListCohortsAsync(cancellationToken))
        {
            try
            {
                await RunAsync(id, cancellationToken);
            }
            catch (InvalidDataException error)
            {
                // One cohort that is broken must not keep the others from their reports.
                logger.CohortUpkeepFailed(id, error.GetType().Name);
            }
        }
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        await clearing.ClearAsync(id, cancellationToken);
        if (await files.ReadAsync<Known>(CohortNames.Progress(id), cancellationToken) is { State: CohortProgress.Completed or CohortProgress.Cancelled or CohortProgress.Refused }) return;
        await desk.ReadProgressAsync(id, cancellationToken);
        if (await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is { Finished: null, Refused: null, Troubled: { } since } && time.GetUtcNow() - since >= Patience
            && (await files.ReadControlAsync(id, cancellationToken)).State == CohortControlFile.Running) await files.StartPlannerAsync(id, cancellationToken);
    }

    private sealed record Known(string? State);
}
