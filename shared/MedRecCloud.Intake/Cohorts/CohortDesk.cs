using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <inheritdoc cref="ICohortDesk"/>
internal sealed class CohortDesk(ICohortFiles files, IShardSender sender, CohortAccounts accounts, CohortReporter reporter, CohortRedrive redrive) : ICohortDesk
{
    public Task<bool> StartAsync(string id, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        files.CreateAsync(CohortNames.Manifest(id), manifest, null, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadProgressAsync(string id, CancellationToken cancellationToken)
    {
        if (await accounts.WriteProgressAsync(id, cancellationToken) is not { } progress) return null;
        if (progress.State == CohortProgress.Completed)
        {
            await reporter.BringUpToDateAsync(progress, cancellationToken);
            await accounts.WriteAsync(progress, cancellationToken);
        }

        return JsonSerializer.SerializeToUtf8Bytes(progress, ClinicalJson.Options);
    }

    public async Task<CohortControl> ControlAsync(string id, CohortCommand command, CancellationToken cancellationToken)
    {
        if (await accounts.CountAsync(id, cancellationToken) is not { } progress) return CohortControl.Unknown;
        if (command == CohortCommand.Redrive) return await RedriveAsync(progress, cancellationToken);
        if (progress.State is "completed" or "refused" or "cancelled") return CohortControl.Ended;
        var control = await files.ReadControlAsync(id, cancellationToken);
        switch (command)
        {
            case CohortCommand.Pause:
                await files.WriteAsync(CohortNames.Control(id), control with { State = CohortControlFile.Paused }, cancellationToken);
                break;
            case CohortCommand.Cancel:
                await files.WriteAsync(CohortNames.Control(id), control with { State = CohortControlFile.Cancelled }, cancellationToken);
                // An export may be running on the FHIR server with nobody looking: the planner drops it.
                if (await files.ReadAsync(CohortNames.Export(id), cancellationToken) is not null) await StartPlannerAsync(id, cancellationToken);
                break;
            default:
                var next = new CohortControlFile(CohortControlFile.Running, control.Attempt + 1);
                await files.WriteAsync(CohortNames.Control(id), next, cancellationToken);
                await SendMissingAsync(id, next.Attempt, cancellationToken);
                break;
        }

        await accounts.WriteProgressAsync(id, cancellationToken);
        return CohortControl.Accepted;
    }

    private async Task<CohortControl> RedriveAsync(CohortProgress progress, CancellationToken cancellationToken)
    {
        // Asked for before, by somebody who died over it: what has no result is sent once more.
        if (progress.State == "running" && await redrive.HasBegunAsync(progress.Id, cancellationToken)) return await ControlAsync(progress.Id, CohortCommand.Resume, cancellationToken);
        if (progress.State != "completed" || progress.Failed == 0) return CohortControl.Ended;
        await redrive.SendFailedAsync(progress.Id, cancellationToken);
        await accounts.WriteProgressAsync(progress.Id, cancellationToken);
        return CohortControl.Accepted;
    }

    // While a cohort is paused, workers put its messages away: what has no result is asked for again.
    private async Task SendMissingAsync(string id, int attempt, CancellationToken cancellationToken)
    {
        var plan = await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken);
        var done = new HashSet<int>();
        await foreach (var part in files.ListAsync(CohortNames.Parts(id), cancellationToken))
            if (CohortNames.ShardOf(part.Name) is { } shard) done.Add(shard);
        for (var shard = 1; shard <= (plan?.Shards ?? 0) + (plan?.Redriven ?? 0); shard++)
            if (!done.Contains(shard)) await sender.SendAsync(new CohortShardMessage(id, shard, shard > plan!.Shards), attempt, cancellationToken);
        if (plan?.Finished is null) await StartPlannerAsync(id, cancellationToken);
    }

    // The manifest's arrival does it, also for one that stopped half-way.
    private async Task StartPlannerAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is { } manifest) await files.WriteAsync(CohortNames.Manifest(id), manifest, cancellationToken);
    }
}
