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
        CohortProgress progress;
        do
        {
            if (await accounts.WriteProgressAsync(id, cancellationToken) is not { } counted) return null;
            progress = counted;
            if (progress.State == CohortProgress.Completed) await reporter.BringUpToDateAsync(progress, cancellationToken);
        }
        while (progress.State == CohortProgress.Completed && !await accounts.WriteCompletedAsync(progress, cancellationToken));

        return JsonSerializer.SerializeToUtf8Bytes(progress, ClinicalJson.Options);
    }

    public async Task<CohortControl> ControlAsync(string id, CohortCommand command, CancellationToken cancellationToken)
    {
        if (await accounts.CountAsync(id, cancellationToken) is not { } progress) return CohortControl.Unknown;
        if (command == CohortCommand.Redrive) return await RedriveAsync(progress, cancellationToken);
        if (progress.State is CohortProgress.Completed || (progress.State is CohortProgress.Refused && command != CohortCommand.Resume)) return CohortControl.Ended;
        var control = await ChangeControlAsync(id, command, cancellationToken);
        if (control.State == CohortControlFile.Cancelled && (command != CohortCommand.Cancel || progress.State == CohortProgress.Cancelled)) return CohortControl.Ended;
        switch (command)
        {
            case CohortCommand.Cancel:
                // An export may be running on the FHIR server with nobody looking: the planner drops it.
                if (await files.ReadAsync(CohortNames.Export(id), cancellationToken) is not null) await files.StartPlannerAsync(id, cancellationToken);
                break;
            case CohortCommand.Resume:
                if (progress.State == CohortProgress.Refused) await TryAgainAsync(id, cancellationToken);
                await SendMissingAsync(id, control.Attempt, cancellationToken);
                break;
        }

        await accounts.WriteProgressAsync(id, cancellationToken);
        return CohortControl.Accepted;
    }

    // Nothing follows a cancellation, whoever asks for what in the same moment.
    private async Task<CohortControlFile> ChangeControlAsync(string id, CohortCommand command, CancellationToken cancellationToken) =>
        await files.UpdateAsync<CohortControlFile>(
            CohortNames.Control(id),
            known => (known ?? CohortControlFile.None, command) switch
            {
                ({ State: CohortControlFile.Cancelled }, _) => null,
                (var control, CohortCommand.Pause) => control with { State = CohortControlFile.Paused },
                (var control, CohortCommand.Cancel) => control with { State = CohortControlFile.Cancelled },
                (var control, _) => new CohortControlFile(CohortControlFile.Running, control.Attempt + 1),
            },
            cancellationToken) ?? CohortControlFile.None;

    // What it was refused for may be mended: a server that is configured now, a folder that is there again.
    private async Task TryAgainAsync(string id, CancellationToken cancellationToken)
    {
        await files.RemoveAsync(CohortNames.Export(id), cancellationToken);
        await files.UpdateAsync<CohortPlan>(CohortNames.Plan(id), plan => plan is { Refused: not null } ? plan with { Refused = null } : null, cancellationToken);
    }

    private async Task<CohortControl> RedriveAsync(CohortProgress progress, CancellationToken cancellationToken)
    {
        // Asked for before, by somebody who died over it: what has no result is sent once more.
        if (progress.State == CohortProgress.Running && await redrive.HasBegunAsync(progress.Id, cancellationToken)) return await ControlAsync(progress.Id, CohortCommand.Resume, cancellationToken);
        if (progress.State != CohortProgress.Completed || progress.Failed == 0 || !await redrive.SendFailedAsync(progress.Id, cancellationToken)) return CohortControl.Ended;
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
        if (plan?.Finished is null) await files.StartPlannerAsync(id, cancellationToken);
    }
}
