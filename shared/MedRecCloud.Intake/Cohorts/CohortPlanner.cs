using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Cohorts;

/// <inheritdoc cref="ICohortPlanner"/>
/// <remarks>
/// <list type="table">
/// <item><term>no manifest, or all planned</term><description>nothing</description></item>
/// <item><term>a manifest that cannot be used</term><description>its reason goes into progress.json; nothing is planned</description></item>
/// <item><term>paused or cancelled</term><description>stops behind the shard in work, or between two looks at a running export; resuming starts it again</description></item>
/// <item><term>another planner is at work too</term><description>both write the same shards; what the one ahead has noted stands</description></item>
/// <item><term>otherwise</term><description>per shard: write it once, send it, note it. The order of the source is fixed, so whoever dies where: the same shards</description></item>
/// </list>
/// </remarks>
internal sealed class CohortPlanner(
    ICohortFiles files, CohortSources sources, IShardSender sender, CohortAccounts accounts, ExportClearing clearing, IOptions<CohortOptions> options, TimeProvider time, ILogger<CohortPlanner> logger) : ICohortPlanner
{
    public async Task PlanAsync(string id, CancellationToken cancellationToken)
    {
        if (await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is not { } json) return;
        var plan = await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken);
        if (plan is { Finished: not null } or { Refused: not null })
        {
            await clearing.ClearAsync(id, cancellationToken);
            return;
        }

        plan ??= new CohortPlan { Started = time.GetUtcNow() };
        try
        {
            var manifest = CohortManifest.Read(json.Span);
            plan = plan with { Models = manifest.Wishes.Length };
            await files.WriteAsync(CohortNames.Plan(id), plan, cancellationToken);
            var problems = new CohortProblems();
            if (await sources.OpenAsync(id, manifest, problems, cancellationToken) is not { } read)
            {
                await clearing.ClearAsync(id, cancellationToken);
                return;
            }

            plan = await PlanAsync(id, plan, manifest.ShardSize, read, problems, cancellationToken);
        }
        catch (InvalidDataException refusal)
        {
            plan = plan with { Refused = refusal.Message };
            await files.WriteAsync(CohortNames.Plan(id), plan, cancellationToken);
        }

        await clearing.ClearAsync(id, cancellationToken);
        logger.CohortPlanned(id, plan.Shards, plan.Encounters, plan.Finished is not null, plan.Refused is not null);
        await accounts.WriteProgressAsync(id, cancellationToken);
    }

    public async Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken) =>
        await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is null or { Finished: null, Refused: null }
        && (await files.ReadControlAsync(id, cancellationToken)).State switch
        {
            CohortControlFile.Running => true,
            // The FHIR server is told to drop an export that nobody waits for.
            CohortControlFile.Cancelled => await files.ReadAsync<ExportState>(CohortNames.Export(id), cancellationToken) is { Status: not null, IsReleased: false },
            _ => false,
        }
        && await files.ReadAsync(CohortNames.Manifest(id), cancellationToken) is not null;

    private async Task<CohortPlan> PlanAsync(
        string id, CohortPlan plan, int shardSize, Func<string, CancellationToken, IEnumerable<PendingPatient>> read, CohortProblems problems, CancellationToken cancellationToken)
    {
        // Before all is grouped for nobody.
        if ((await files.ReadControlAsync(id, cancellationToken)).State != CohortControlFile.Running) return plan;
        var scratch = Directory.CreateDirectory(Path.Combine(options.Value.ScratchFolder, $"medrec-cohort-{id}-{time.GetUtcNow().UtcTicks:x}")).FullName;
        try
        {
            var shard = 0;
            foreach (var chunk in ShardChunks.Growing(read(scratch, cancellationToken), shardSize))
            {
                if (++shard <= plan.Shards) continue;
                if ((await files.ReadControlAsync(id, cancellationToken)).State != CohortControlFile.Running) return plan;
                await WriteAsync(id, shard, chunk, cancellationToken);
                plan = await FurthestAsync(id, plan, cancellationToken);
                if (plan.Finished is not null) return plan;
                if (shard <= plan.Shards) continue;
                plan = plan with { Shards = shard, Encounters = plan.Encounters + chunk.Sum(patient => patient.Encounters) };
                await files.WriteAsync(CohortNames.Plan(id), plan, cancellationToken);
            }

            plan = await FurthestAsync(id, plan, cancellationToken);
            if (plan.Finished is not null) return plan;
            plan = plan with { Finished = time.GetUtcNow(), Problems = problems.ToImmutable() };
            await files.WriteAsync(CohortNames.Plan(id), plan, cancellationToken);
            return plan;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    // Another planner of the same cohort may be ahead: what it has written down is not taken back.
    private async Task<CohortPlan> FurthestAsync(string id, CohortPlan plan, CancellationToken cancellationToken) =>
        await files.ReadAsync<CohortPlan>(CohortNames.Plan(id), cancellationToken) is { } known && (known.Finished is not null || known.Shards > plan.Shards) ? known : plan;

    private async Task WriteAsync(string id, int shard, IReadOnlyList<PendingPatient> chunk, CancellationToken cancellationToken)
    {
        var patients = new List<CohortPatient>(chunk.Count);
        foreach (var pending in chunk) patients.Add(await pending.Read(cancellationToken));
        await files.CreateAsync(CohortNames.Shard(id, shard), CohortShard.Write(patients), null, cancellationToken);
        // Before the plan says so: a shard that is written and not sent would never be scored. Sent twice is harmless.
        await sender.SendAsync(new CohortShardMessage(id, shard), 0, cancellationToken);
    }
}
