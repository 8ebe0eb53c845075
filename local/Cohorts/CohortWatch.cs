using System.Text.Json;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Local.Cohorts;

/// <summary>Does here what the blob trigger does in the cloud: has every cohort planned whose manifest lies in the container, also one whose planner died, and keeps its progress.</summary>
internal sealed class CohortWatch(ICohortFiles files, ICohortPlanner planner, ICohortDesk desk, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Storage may just be starting again; the next look finds the same manifests.
                logger.CohortWatchFailed(error.GetType().Name);
            }

            await Task.Delay(Pace, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Plans what is not planned; true when no cohort is in work.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var isIdle = true;
        await foreach (var id in IdsAsync(files, cancellationToken).ConfigureAwait(false))
        {
            var state = await StateAsync(desk, id, cancellationToken).ConfigureAwait(false);
            if (state == "planning") await planner.PlanAsync(id, cancellationToken).ConfigureAwait(false);
            isIdle &= state is not ("planning" or "running");
        }

        return isIdle;
    }

    /// <summary>Every cohort that has a manifest.</summary>
    public static async IAsyncEnumerable<string> IdsAsync(ICohortFiles files, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in files.ListAsync("", cancellationToken).ConfigureAwait(false))
            if (file.Name.EndsWith(CohortNames.ManifestFile, StringComparison.Ordinal)) yield return file.Name[..^CohortNames.ManifestFile.Length];
    }

    public static async Task<string> StateAsync(ICohortDesk desk, string id, CancellationToken cancellationToken) =>
        await desk.ReadProgressAsync(id, cancellationToken).ConfigureAwait(false) is { } json && JsonDocument.Parse(json).RootElement.TryGetProperty("state", out var state) ? state.GetString() ?? "" : "";
}
