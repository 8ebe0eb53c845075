using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>Has failed encounters scored once more, in shards of their own behind the others; their results replace the failures.</summary>
internal sealed class CohortRedrive(ICohortFiles files, CohortParts parts, IShardSender sender)
{
    private const int ShardSize = 200;

    public async Task SendFailedAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is not { Finished: not null } plan) return;
        var control = await files.ReadControlAsync(id, cancellationToken);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var result in parts.ReadAsync(id, cancellationToken))
            if (result.Outcome == "failed") failed.Add(result.Encounter);

        var shard = plan.Shards + plan.Redriven;
        var entries = new List<CohortEntry>();
        // Each is found once: in the shard that first held it.
        for (var source = 1; source <= plan.Shards; source++)
        {
            if (failed.Count == 0 || await files.ReadAsync(CohortNames.Shard(id, source), cancellationToken) is not { } content) continue;
            entries.AddRange(CohortLines.ReadZipped<CohortEntry>(content).Where(entry => failed.Remove(entry.Encounter)));
            while (entries.Count >= ShardSize) await WriteAsync(ShardSize);
        }

        if (entries.Count > 0) await WriteAsync(entries.Count);
        await files.WriteAsync(CohortNames.Plan(id), plan with { Redriven = shard - plan.Shards }, cancellationToken);

        async Task WriteAsync(int count)
        {
            await files.CreateAsync(CohortNames.Shard(id, ++shard), CohortLines.WriteZipped(entries.Take(count)), null, cancellationToken);
            await sender.SendAsync(new CohortShardMessage(id, shard, Redrive: true), control.Attempt, cancellationToken);
            entries.RemoveRange(0, count);
        }
    }
}
