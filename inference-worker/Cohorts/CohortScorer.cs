using System.Text.Json;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Has encounters scored by one model, in batches of their own: which encounters share a call depends on the shard alone, so a shard scored again gives the same bytes.
/// Live requests go first: every batch asks for a lane at a cohort's priority.
/// </summary>
internal sealed class CohortScorer(ScoringLanes lanes, KnownTemplates templates, OutcomeRules rules)
{
    /// <returns>A line for each encounter, in their order, and its FHIR Bundle where the manifest asks for it and there is an outcome.</returns>
    public async Task<(CohortResult Line, byte[]? Bundle)[]> ScoreAsync(
        CohortShardMessage message, CohortManifest manifest, LoadedModel model, string? asked, IReadOnlyList<AskedEncounter> encounters, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var answers = new (CohortResult, byte[]?)[encounters.Count];
        var prepared = new List<Pending>(encounters.Count);
        for (var i = 0; i < encounters.Count; i++)
        {
            var (pending, failed) = Prepare(message, manifest, model, encounters[i], i);
            if (pending is not null) prepared.Add(pending);
            else answers[i] = (ResultLine.Failed(encounters[i], failed!, asked), null);
        }

        // All batches are asked for at once, so that one shard fills every lane; a live request still goes before each of them.
        foreach (var answered in await Task.WhenAll(Batches(prepared, model.Engine.Batch).Select(batch => AskAsync(model, batch, deadline, cancellationToken))))
        {
            foreach (var (pending, scores, failed) in answered)
                answers[pending.Place] = scores is null ? (ResultLine.Failed(pending.Asked, failed!, asked), null) : Decide(pending, scores, manifest, model, asked);
        }

        return answers;
    }

    // Like costs like: a call is as dear as its largest prompt.
    private static IEnumerable<IReadOnlyList<Pending>> Batches(IEnumerable<Pending> prepared, BatchLimit limit)
    {
        var batch = new List<Pending>();
        long cost = 0;
        foreach (var pending in prepared.OrderBy(pending => pending.Prepared.Cost).ThenBy(pending => pending.Place))
        {
            if (batch.Count > 0 && (batch.Count == limit.Requests || cost + pending.Prepared.Cost > limit.Cost))
            {
                yield return batch;
                (batch, cost) = ([], 0);
            }

            batch.Add(pending);
            cost += pending.Prepared.Cost;
        }

        if (batch.Count > 0) yield return batch;
    }

    private (Pending? Pending, string? Failed) Prepare(CohortShardMessage message, CohortManifest manifest, LoadedModel model, AskedEncounter asked, int place)
    {
        if (asked.Cut.Context is not { } context) return (null, asked.Cut.Failed ?? "no-context");
        try
        {
            var request = CohortPrompts.Request(context, message.Cohort, manifest, model, templates.Find(model.Manifest.PromptTemplate));
            var (prompt, prepared) = PromptFitting.Fit(request.Prompt, context, model.Engine, model.Manifest, templates);
            return (new Pending(place, asked, request.Prompt, request with { Prompt = prompt }, prepared), null);
        }
        catch (Exception error) when (IsOfTheEncounter(error))
        {
            return (null, Word(error));
        }
    }

    private async Task<IReadOnlyList<(Pending Pending, CandidateScores? Scores, string? Failed)>> AskAsync(
        LoadedModel model, IReadOnlyList<Pending> batch, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        try
        {
            var scores = await lanes.ScoreTogetherAsync(model.Engine, model.Rate, [.. batch.Select(pending => pending.Prepared)], ScoringPriority.Cohort, deadline, cancellationToken).WaitAsync(cancellationToken);
            return [.. batch.Select((pending, i) => (pending, (CandidateScores?)scores[i], (string?)null))];
        }
        catch (Exception error) when (IsOfTheEncounter(error))
        {
            if (batch.Count == 1) return [(batch[0], null, Word(error))];
        }

        // One of them is what the model stumbles over: each alone, so that it does not take the others along.
        var alone = new List<(Pending, CandidateScores?, string?)>();
        foreach (var pending in batch) alone.AddRange(await AskAsync(model, [pending], deadline, cancellationToken));
        return alone;
    }

    private (CohortResult, byte[]?) Decide(Pending pending, CandidateScores answer, CohortManifest manifest, LoadedModel model, string? asked)
    {
        try
        {
            if (CohortRules.Apply(PromptFitting.WithCut(answer, pending.Composed, pending.Request.Prompt), manifest, model.Manifest) is not { } scores)
                return (ResultLine.Failed(pending.Asked, "formulary-unknown-to-the-model", asked), null);
            var outcome = rules.Decide(scores, pending.Request, model.Manifest);
            var bundle = manifest.FhirProposals ? rules.Write(outcome, pending.Request, scores.Model, scores) : null;
            return (ResultLine.Of(pending.Asked, outcome, scores, asked), bundle);
        }
        catch (Exception error) when (IsOfTheEncounter(error))
        {
            return (ResultLine.Failed(pending.Asked, Word(error), asked), null);
        }
    }

    // One encounter that the model or the rules stumble over must not hold up the cohort; it is listed and can be driven again. The others end the shard: it comes back.
    private static bool IsOfTheEncounter(Exception error) => error is not (OperationCanceledException or MemoryExhaustedException or ObjectDisposedException or OutOfMemoryException);

    private static string Word(Exception error) => error is PromptTooLongException ? "prompt-too-long" : "error-" + JsonNamingPolicy.KebabCaseLower.ConvertName(error.GetType().Name);

    /// <param name="Composed">The prompt before it was cut to the model's context.</param>
    private sealed record Pending(int Place, AskedEncounter Asked, Prompt Composed, InferenceRequest Request, IPreparedPrompt Prepared);
}
