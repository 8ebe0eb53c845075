using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Intake.Maintenance;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Does here what the blob trigger does in the cloud: has every cohort planned whose manifest lies in the container, also one whose planner died; and what the ten-minute timer does there, every few seconds.</summary>
internal sealed class CohortWatch(ICohortFiles files, ICohortPlanner planner, IEnumerable<IMaintenanceTask> upkeep, TimeProvider time, ILogger logger)
{
    private const int LooksPerUpkeep = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    // Touched by RunAsync alone. A planner may wait for hours for an export: each cohort has its own.
    private readonly Dictionary<string, Task> _planning = new(StringComparer.Ordinal);

    // Failures in a row, and until when nothing is tried: a planner that fails at once may have grouped a whole export before.
    private readonly Dictionary<string, (int Failures, DateTimeOffset Until)> _failed = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; !cancellationToken.IsCancellationRequested; look++)
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                if (look % LooksPerUpkeep == 0)
                    foreach (var task in upkeep) await task.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Storage may just be starting again; the next look finds the same manifests.
                logger.CohortWatchFailed(error.GetType().Name);
            }

            await Task.Delay(Pace, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await foreach (var id in files.ListCohortsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_planning.TryGetValue(id, out var running) && !running.IsCompleted) continue;
            if (_planning.Remove(id)) Note(id, running!.Exception?.GetBaseException());
            if (_failed.TryGetValue(id, out var failed) && time.GetUtcNow() < failed.Until) continue;
            try
            {
                if (await planner.IsNeededAsync(id, cancellationToken).ConfigureAwait(false)) _planning[id] = Task.Run(() => planner.PlanAsync(id, cancellationToken), cancellationToken);
            }
            catch (InvalidDataException error)
            {
                // One cohort whose files are broken must not keep the others from being planned.
                Note(id, error);
            }
        }
    }

    private void Note(string id, Exception? error)
    {
        if (error is null)
        {
            _failed.Remove(id);
            return;
        }

        logger.CohortWatchFailed(error.GetType().Name);
        var failures = _failed.GetValueOrDefault(id).Failures + 1;
        var delay = Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(failures, 10)));
        _failed[id] = (failures, time.GetUtcNow() + TimeSpan.FromSeconds(delay));
    }
}
