using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>Turns a message into a claim check for the pipeline, and the pipeline's answer into the message's fate.</summary>
internal sealed class RequestHandler(
    InferencePipeline pipeline, ModelCatalog models, IOptions<ScoringOptions> options, TimeProvider time, WorkerMetrics metrics, ILogger<RequestHandler> logger)
{
    public async Task<Settlement> HandleAsync(string queue, ReceivedMessage message, CancellationToken cancellationToken)
    {
        using var activity = WorkerMetrics.Source.StartActivity("score request");
        var started = time.GetTimestamp();
        metrics.RequestStarted(queue, time.GetUtcNow() - message.EnqueuedTime);
        if (Read(message.Body.Span) is not { } claim) return new Settlement.DeadLetter("MalformedRequest", "The body is no claim check: see docs/messages for its form.");
        using var serving = models.Acquire();
        if (serving is null) return new Settlement.Abandon("ModelNotReady");

        var isLive = queue == QueueNames.InferenceRequests;
        // Counted from the message's arrival, so that a backlog is answered by the fast model instead of growing old.
        var deadline = message.EnqueuedTime + (isLive ? options.Value.LiveDeadline : options.Value.CohortDeadline);
        var result = await pipeline.RunAsync(claim, serving, isLive ? ScoringPriority.Live : ScoringPriority.Cohort, deadline, cancellationToken);
        var (outcome, settlement) = Settle(result);
        var elapsed = time.GetElapsedTime(started);
        activity?.SetTag("medrec.outcome", outcome);
        metrics.RequestEnded(queue, outcome, elapsed);
        Log.RequestEnded(logger, claim.Key, outcome, elapsed.TotalMilliseconds);
        return settlement;
    }

    private static (string Outcome, Settlement Settlement) Settle(PipelineResult result) => result switch
    {
        PipelineResult.Stored stored => (stored.Outcome, Settlement.Completed),
        PipelineResult.Skipped skipped => (skipped.Reason, Settlement.Completed),
        PipelineResult.RequestGone => ("request-gone", new Settlement.DeadLetter("RequestGone", "The request's blob is not there: its retention ended. Send the event again.")),
        _ => throw new ArgumentException("A result of an unknown kind.", nameof(result)),
    };

    private static ClaimCheck? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var claim = JsonSerializer.Deserialize<ClaimCheck>(body, ClinicalJson.Options);
            return claim is { Server: not null, EncounterId: not null, Blob: not null, Key: not null, ContextHash: not null } ? claim : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
