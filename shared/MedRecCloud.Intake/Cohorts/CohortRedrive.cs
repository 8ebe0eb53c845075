using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>
/// Has failed results made once more, in shards of their own behind the others; they replace the failures. The shards are written, then counted in the plan, then sent:
/// who dies before the count begins again with the same, who dies behind it has shards without a part, and those are sent again.
/// </summary>
internal sealed class CohortRedrive(ICohortFiles files, CohortParts parts, IShardSender sender)
{
    private const int ShardSize = 200;

    /// <summary>True when shards were counted that have no part yet.</summary>
    public async Task<bool> HasBegunAsync(string id, CancellationToken cancellationToken) =>
        await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is { Finished: not null, Redriven: > 0 };

    /// <returns>False when nothing is sent: nothing failed, or the shards are gone that held it.</returns>
    public async Task<bool> SendFailedAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is not { Finished: not null } plan) return false;
        var failed = new Dictionary<string, List<string?>>(StringComparer.Ordinal);
        await foreach (var result in parts.ReadAsync(id, cancellationToken))
        {
            if (result.Outcome != "failed") continue;
            if (!failed.TryGetValue(result.Encounter, out var asked)) failed[result.Encounter] = asked = [];
            asked.Add(result.Asked);
        }

        var shard = plan.Shards + plan.Redriven;
        var found = new List<PendingPatient>();
        // Each is found once: in the shard that first held it.
        for (var source = 1; source <= plan.Shards && failed.Count > 0; source++)
        {
            if (await files.ReadAsync(CohortNames.Shard(id, source), cancellationToken) is not { } content) continue;
            found.AddRange(Find(content, failed));
            if (found.Sum(patient => patient.Encounters) >= ShardSize) await WriteAsync();
        }

        await WriteAsync();
        if (shard == plan.Shards + plan.Redriven) return false;
        // A cohort may have been paused or cancelled while its last results were on their way: now it runs again.
        var control = await files.UpdateAsync<CohortControlFile>(
            CohortNames.Control(id), known => new CohortControlFile(CohortControlFile.Running, (known ?? CohortControlFile.None).Attempt + 1), cancellationToken);
        await files.UpdateAsync<CohortPlan>(CohortNames.Plan(id), known => known?.Redriven >= shard - plan.Shards ? null : plan with { Redriven = shard - plan.Shards }, cancellationToken);
        for (var next = plan.Shards + plan.Redriven + 1; next <= shard; next++) await sender.SendAsync(new CohortShardMessage(id, next, Redrive: true), control!.Attempt, cancellationToken);
        return true;

        async Task WriteAsync()
        {
            foreach (var chunk in ShardChunks.Of(found, ShardSize))
            {
                var patients = new List<CohortPatient>();
                foreach (var pending in chunk) patients.Add(await pending.Read(cancellationToken));
                await files.CreateAsync(CohortNames.Shard(id, ++shard), CohortShard.Write(patients), null, cancellationToken);
            }

            found.Clear();
        }
    }

    private static IEnumerable<PendingPatient> Find(ReadOnlyMemory<byte> shard, Dictionary<string, List<string?>> failed)
    {
        foreach (var patient in CohortShard.Read(shard))
        {
            CohortEncounter[] again = [.. patient.Encounters.Where(encounter => failed.ContainsKey(encounter.Id)).Select(encounter => encounter with { Models = Models(failed[encounter.Id]) })];
            foreach (var encounter in again) failed.Remove(encounter.Id);
            if (again.Length > 0) yield return PendingPatient.Of(patient with { Encounters = [.. again] });
        }
    }

    // A manifest that names no models has one, which is always asked.
    private static IReadOnlyList<string>? Models(List<string?> asked) => asked.Contains(null) ? null : [.. asked.OfType<string>()];
}
