using MedRecCloud.Messaging;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// A message on <c>cohort-requests</c>: a shard of a cohort, and nothing else. What a cohort scores never touches an encounter's live proposals, so a claim check, whose
/// outcome would become them, is set aside.
/// </summary>
internal sealed class ShardHandler(ShardScorer scorer, IOptions<ScoringOptions> options, TimeProvider time, WorkerMetrics metrics, ILogger<ShardHandler> logger)
{
    public async Task<Settlement> HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (CohortShardMessage.Read(message.Body.Span) is not { } shard)
            return new Settlement.DeadLetter("MalformedRequest", "The body names no shard of a cohort: see docs/messages for its form. A single encounter belongs on inference-requests.");
        var started = time.GetTimestamp();
        metrics.RequestStarted(QueueNames.CohortRequests, time.GetUtcNow() - message.EnqueuedTime);
        var result = message.DeliveryCount >= options.Value.CohortDeliveries
            ? await scorer.GiveUpAsync(shard, cancellationToken)
            : await scorer.RunAsync(shard, message.EnqueuedTime + options.Value.CohortDeadline, cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        metrics.RequestEnded(QueueNames.CohortRequests, result.Word, elapsed);
        Log.ShardEnded(logger, shard.Cohort, shard.Shard, result.Word, result.Encounters, elapsed.TotalMilliseconds);
        return result.Word switch
        {
            ShardResult.NotReady => new Settlement.Abandon("ModelNotReady"),
            ShardResult.Gone => new Settlement.DeadLetter("RequestGone", "The shard's blob is not there: its retention ended. Resume the cohort or start it again."),
            _ => Settlement.Completed,
        };
    }
}
