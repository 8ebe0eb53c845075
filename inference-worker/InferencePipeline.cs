using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Storage;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// One claim check from beginning to end: read the request, score the formulary, decide under the safety review, store the proposals. Knows nothing of queues.
/// <list type="table">
/// <item><term>a newer request of the encounter exists</term><description>skipped: its own message brings the result</description></item>
/// <item><term>this result, or a newer one, is stored</term><description>skipped</description></item>
/// <item><term>the request's blob is gone</term><description>said so; the caller sets the message aside</description></item>
/// <item><term>anything else</term><description>scored and stored under a deterministic name; a repetition changes nothing</description></item>
/// </list>
/// </summary>
internal sealed class InferencePipeline(IRequestStore requests, IProposalStore proposals, ScoringDesk desk, OutcomeRules rules, ShadowRunner shadow, ProposalWriteBack writeBack)
{
    /// <param name="models">Held by the caller until the task ends.</param>
    public async Task<PipelineResult> RunAsync(
        ClaimCheck claim, ModelSet models, ScoringPriority priority, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (await ReasonToSkipAsync(claim, models, cancellationToken) is { } reason) return new PipelineResult.Skipped(reason);
        if (await requests.GetAsync(claim, cancellationToken) is not { } stored) return new PipelineResult.RequestGone();
        // A context that returned to an earlier state lies under that state's name and time; the claim says when it was read last.
        var request = stored with { AsOf = claim.AsOf };

        var scored = await desk.ScoreAsync(request, models.Primary, models.Fallback, priority, deadline, cancellationToken);
        var outcome = rules.Decide(scored.Scores, scored.Request, scored.Manifest);
        var bundle = rules.Write(outcome, scored.Request, scored.Scores.Model, scored.Scores);
        var record = OutcomeRecord.Of(outcome, scored.Request, scored.Scores.Model);
        if (writeBack.IsWanted(claim.Server)) await WriteBackAsync(claim, bundle, cancellationToken);
        var isCurrent = await proposals.StoreAsync(record, bundle, cancellationToken);

        if (isCurrent && models.Shadow is not null) shadow.Offer(request, record, models);
        return isCurrent ? new PipelineResult.Stored(record.Outcome) : new PipelineResult.Skipped("newer-outcome");
    }

    /// <summary>Before storing: a stored result is skipped when its message comes again, one not yet sent must not be.</summary>
    private async Task WriteBackAsync(ClaimCheck claim, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        var current = await proposals.ReadCurrentAsync(claim.Server, claim.EncounterId, cancellationToken);
        if (current?.AsOf > claim.AsOf) return;
        var previous = current is null ? null : await proposals.ReadBundleAsync(current.Bundle, cancellationToken);
        await writeBack.SendAsync(claim.Server, bundle, previous ?? default, cancellationToken);
    }

    private async Task<string?> ReasonToSkipAsync(ClaimCheck claim, ModelSet models, CancellationToken cancellationToken)
    {
        var latest = requests.ReadLatestAsync(claim.Server, claim.EncounterId, cancellationToken);
        var current = await proposals.ReadCurrentAsync(claim.Server, claim.EncounterId, cancellationToken);
        if (await latest is { } newest && newest.AsOf > claim.AsOf && newest.Key != claim.Key) return "newer-request";
        if (current is null) return null;
        if (current.AsOf > claim.AsOf) return "newer-outcome";
        return current.ContextHash == claim.ContextHash && current.Outcome != "withdrawn" && IsOf(current, claim, models) ? "already-stored" : null;
    }

    // A degraded answer counts as stored too: scoring it again at leisure would only move the proposals once more under the reader's eyes.
    private static bool IsOf(CurrentOutcome current, ClaimCheck claim, ModelSet models) =>
        new[] { models.Primary, models.Fallback }.OfType<LoadedModel>()
            .Any(model => current.Key == OutcomeRecord.KeyOf(claim.Server, claim.EncounterId, claim.ContextHash, model.Version));
}
