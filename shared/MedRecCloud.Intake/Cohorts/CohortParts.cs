using System.Runtime.CompilerServices;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>The results of a cohort, each encounter once for every model: the newest that it has. One part is in memory at a time, and the names of results driven again.</summary>
internal sealed class CohortParts(ICohortFiles files)
{
    public async IAsyncEnumerable<CohortResult> ReadAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken);
        var shards = (plan?.Shards ?? 0) + (plan?.Redriven ?? 0);
        var replaced = new HashSet<(string Encounter, string? Asked)>();
        // Backwards, so that a later attempt is seen before the failure it replaces.
        for (var shard = shards; shard > 0; shard--)
        {
            if (await files.ReadAsync(CohortNames.Part(id, shard), cancellationToken) is not { } part) continue;
            foreach (var result in CohortLines.Read<CohortResult>(part))
            {
                if (shard > plan!.Shards ? replaced.Add((result.Encounter, result.Asked)) : !replaced.Contains((result.Encounter, result.Asked))) yield return result;
            }
        }
    }
}
