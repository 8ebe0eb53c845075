using System.Globalization;
using MedRecCloud.Models.Packages;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Scores one shard of a cohort and writes its part, once. Live requests go first: every encounter asks for a lane of its own at a cohort's priority.
/// <list type="table">
/// <item><term>the part is there</term><description>nothing to do</description></item>
/// <item><term>paused or cancelled</term><description>nothing is written; resuming asks for the shard again</description></item>
/// <item><term>an encounter cannot be scored</term><description>a line says why; the others go on</description></item>
/// <item><term>storage, stop, memory</term><description>an exception: the message comes back</description></item>
/// </list>
/// </summary>
internal sealed class ShardScorer(ICohortFiles files, CohortModels models, ScoringDesk desk, OutcomeRules rules)
{
    /// <summary>Encounters of a shard that wait for a lane at once: some batches of the student's.</summary>
    private const int Side = 64;

    public async Task<ShardResult> RunAsync(CohortShardMessage message, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var part = CohortNames.Part(message.Cohort, message.Shard);
        if ((await files.ReadControlAsync(message.Cohort, cancellationToken)).State is var state && state != CohortControlFile.Running) return new ShardResult(state, 0);
        if (await files.ReadAsync(part, cancellationToken) is not null) return new ShardResult("already-stored", 0);
        if (await files.ReadAsync(CohortNames.Shard(message.Cohort, message.Shard), cancellationToken) is not { } shard
            || await files.ReadAsync(CohortNames.Manifest(message.Cohort), cancellationToken) is not { } json) return new ShardResult(ShardResult.Gone, 0);

        var entries = CohortLines.ReadZipped<CohortEntry>(shard);
        if (await ScoreAsync(CohortManifest.Read(json.Span), entries, deadline, cancellationToken) is not { } lines) return new ShardResult(ShardResult.NotReady, 0);
        var figures = new Dictionary<string, string>
        {
            [CohortFigures.Proposed] = Count(lines, "proposed"),
            [CohortFigures.Abstained] = Count(lines, "abstained"),
            [CohortFigures.Failed] = Count(lines, "failed"),
            [CohortFigures.Replaced] = message.Redrive ? lines.Length.ToString(CultureInfo.InvariantCulture) : "0",
        };
        var isFirst = await files.CreateAsync(part, CohortLines.Write(lines), figures, cancellationToken);
        return new ShardResult(isFirst ? "stored" : "already-stored", lines.Length);
    }

    private async Task<CohortResult[]?> ScoreAsync(CohortManifest manifest, IReadOnlyList<CohortEntry> entries, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        ModelSet? set;
        try
        {
            set = await models.AcquireAsync(manifest, cancellationToken);
        }
        catch (ModelPackageException)
        {
            return [.. entries.Select(entry => ResultLine.Failed(entry, entry.Failed ?? "model-not-available"))];
        }

        if (set is null) return null;
        using (set)
        {
            var lines = new CohortResult[entries.Count];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, entries.Count),
                new ParallelOptions { MaxDegreeOfParallelism = Side, CancellationToken = cancellationToken },
                async (i, token) => lines[i] = await LineAsync(entries[i], manifest, set, deadline, token));
            return lines;
        }
    }

    private async Task<CohortResult> LineAsync(CohortEntry entry, CohortManifest manifest, ModelSet set, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (entry.Failed is not null || entry.Request is null) return ResultLine.Failed(entry, entry.Failed ?? "no-request");
        try
        {
            var scored = await desk.ScoreAsync(entry.Request, set.Primary, null, ScoringPriority.Cohort, deadline, cancellationToken);
            if (CohortRules.Apply(scored.Scores, manifest) is not { } scores) return ResultLine.Failed(entry, "formulary-unknown-to-the-model");
            return ResultLine.Of(entry, rules.Decide(scores, scored.Request, scored.Manifest), scores);
        }
        catch (PromptTooLongException)
        {
            return ResultLine.Failed(entry, "prompt-too-long");
        }
        catch (Exception error) when (error is not (OperationCanceledException or MemoryExhaustedException or ObjectDisposedException))
        {
            // One encounter that the model or the rules stumble over must not hold up the cohort; it is listed and can be driven again.
            return ResultLine.Failed(entry, "error-" + System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(error.GetType().Name));
        }
    }

    private static string Count(CohortResult[] lines, string outcome) => lines.Count(line => line.Outcome == outcome).ToString(CultureInfo.InvariantCulture);
}
