using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Cohorts;

/// <inheritdoc cref="ICohortPlanner"/>
/// <remarks>
/// <list type="table">
/// <item><term>no manifest, or all planned</term><description>nothing</description></item>
/// <item><term>a manifest that cannot be used</term><description>its reason goes into progress.json; nothing is planned</description></item>
/// <item><term>begun with another export, manifest or rule of cutting</term><description>the same: what is planned of it stands</description></item>
/// <item><term>a server, storage or file that fails</term><description>what failed goes into progress.json, and the caller tries again</description></item>
/// <item><term>paused or cancelled</term><description>stops behind the shard in work, or between two looks at a running export; resuming starts it again</description></item>
/// <item><term>another planner is at work too</term><description>both write the same shards; what the one ahead has noted stands</description></item>
/// <item><term>otherwise</term><description>per shard: write it once, send it, note it. The order of the source is fixed, so whoever dies where: the same shards</description></item>
/// </list>
/// </remarks>
internal sealed class CohortPlanner(
    ICohortFiles files, CohortSources sources, IShardSender sender, CohortAccounts accounts, CohortPlanNote note, ExportClearing clearing, IOptions<CohortOptions> options, TimeProvider time, ILogger<CohortPlanner> logger) : ICohortPlanner
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
            plan = await OpenAndPlanAsync(id, json, plan, cancellationToken);
        }
        catch (InvalidDataException refusal)
        {
            plan = await note.SaveAsync(id, plan with { Refused = refusal.Message, Trouble = null, Troubled = null }, cancellationToken);
        }
        catch (Exception error)
        {
            await note.TroubleAsync(id, error);
            throw;
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

    private async Task<CohortPlan> OpenAndPlanAsync(string id, ReadOnlyMemory<byte> json, CohortPlan plan, CancellationToken cancellationToken)
    {
        var manifest = CohortManifest.Read(json.Span);
        plan = await note.SaveAsync(id, plan with { Models = manifest.Wishes.Length }, cancellationToken);
        if (manifest.Against is { } against) await CheckAsync(id, against, cancellationToken);
        var problems = new CohortProblems();
        if (await sources.OpenAsync(id, manifest, problems, cancellationToken) is not { } source) return plan;
        plan = await BeginAsync(id, plan, source.PrintWith(json.Span), cancellationToken);
        return await PlanAsync(id, plan, manifest.ShardSize, source, problems, cancellationToken);
    }

    private async Task CheckAsync(string id, string against, CancellationToken cancellationToken)
    {
        if (against == id || await files.ReadAsync(CohortNames.Manifest(against), cancellationToken) is not { } json) throw new InvalidDataException("against names no earlier cohort.");
        try
        {
            CohortManifest.Read(json.Span);
        }
        catch (InvalidDataException refusal)
        {
            throw new InvalidDataException("against names a cohort whose own manifest cannot be used.", refusal);
        }
    }

    // Before the first shard is written it is said of what and how; whoever goes on must cut the same in the same way, or encounters would be lost or scored twice.
    private async Task<CohortPlan> BeginAsync(string id, CohortPlan plan, string source, CancellationToken cancellationToken)
    {
        if (plan.Shards == 0 && await files.ReadAsync(CohortNames.Shard(id, 1), cancellationToken) is null)
            return await note.SaveAsync(id, plan with { Rule = ShardChunks.Rule, Source = source }, cancellationToken);
        if (plan.Rule != ShardChunks.Rule) throw new InvalidDataException("The cohort was half planned by another version of this program, which cuts shards otherwise. Start it again as another cohort.");
        if (plan.Source != source) throw new InvalidDataException("The export, or the manifest, is no longer what planning began with. Start it again as another cohort.");
        return plan;
    }

    private async Task<CohortPlan> PlanAsync(string id, CohortPlan plan, int shardSize, OpenSource source, CohortProblems problems, CancellationToken cancellationToken)
    {
        // Before all is grouped for nobody.
        if ((await files.ReadControlAsync(id, cancellationToken)).State != CohortControlFile.Running) return plan;
        var scratch = Directory.CreateDirectory(Path.Combine(options.Value.ScratchFolder, $"medrec-cohort-{id}-{time.GetUtcNow().UtcTicks:x}")).FullName;
        try
        {
            var shard = 0;
            foreach (var chunk in ShardChunks.Growing(source.Read(scratch, cancellationToken), shardSize))
            {
                if (++shard <= plan.Shards) continue;
                var control = await files.ReadControlAsync(id, cancellationToken);
                if (control.State != CohortControlFile.Running) return plan;
                await WriteAsync(id, shard, control.Attempt, chunk, cancellationToken);
                plan = await note.SaveAsync(
                    id, plan with { Shards = shard, Encounters = plan.Encounters + chunk.Sum(patient => patient.Encounters), Trouble = null, Troubled = null }, cancellationToken);
                if (plan.Finished is not null) return plan;
                // Paused meanwhile, its message may have been put away; resumed too, it was asked for again only if the plan named it by then.
                if (await files.ReadControlAsync(id, cancellationToken) is var now && now.Attempt != control.Attempt) await sender.SendAsync(new CohortShardMessage(id, shard), now.Attempt, cancellationToken);
            }

            return await note.SaveAsync(id, plan with { Finished = time.GetUtcNow(), Problems = problems.ToImmutable(), Trouble = null, Troubled = null }, cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task WriteAsync(string id, int shard, int attempt, IReadOnlyList<PendingPatient> chunk, CancellationToken cancellationToken)
    {
        var patients = new List<CohortPatient>(chunk.Count);
        foreach (var pending in chunk) patients.Add(await pending.Read(cancellationToken));
        await files.CreateAsync(CohortNames.Shard(id, shard), CohortShard.Write(patients), null, cancellationToken);
        // Before the plan says so: a shard that is written and not sent would never be scored. Sent twice is harmless.
        await sender.SendAsync(new CohortShardMessage(id, shard), attempt, cancellationToken);
    }
}
