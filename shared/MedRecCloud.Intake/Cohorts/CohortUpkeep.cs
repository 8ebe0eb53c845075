using MedRecCloud.Intake.Maintenance;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Brings progress and reports of running cohorts up to date when nobody asks for them, and clears what a planner that died has left.</summary>
internal sealed class CohortUpkeep(ICohortFiles files, ICohortDesk desk, ExportClearing clearing) : IMaintenanceTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var id in files.ListCohortsAsync(cancellationToken))
        {
            await clearing.ClearAsync(id, cancellationToken);
            if (await files.ReadAsync<Known>(CohortNames.Progress(id), cancellationToken) is { State: "completed" or "cancelled" or "refused" }) continue;
            await desk.ReadProgressAsync(id, cancellationToken);
        }
    }

    private sealed record Known(string? State);
}
