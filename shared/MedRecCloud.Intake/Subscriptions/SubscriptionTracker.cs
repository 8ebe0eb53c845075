using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake.Subscriptions;

/// <summary>
/// Watches the event numbers of subscriptions. A gap means that a notification was lost: the missing events are asked for by <c>$events</c>, or, where the
/// server has no such operation, by a search for what changed since.
/// </summary>
internal sealed class SubscriptionTracker(FhirServers servers, ISubscriptionPositions positions, MissedEventReader missed, ILogger<SubscriptionTracker> logger)
{
    /// <summary>What the notification does not say, or what lies between it and the one before.</summary>
    public async Task<IReadOnlyList<FhirChange>> MissedAsync(SubscriptionNotice notice, RoundTrips trips, CancellationToken cancellationToken)
    {
        var position = await positions.ReadAsync(notice.Subscription, cancellationToken);
        // The first notification ever seen tells no gap: its subscription may be older than this product.
        var gap = position is { } last && notice.First > last.Number + 1 ? notice.First - last.Number - 1 : 0;
        if (gap > 0) IntakeTelemetry.MissedEvents.Add(gap);
        if (gap == 0 && !notice.IsEmpty) return [];
        if (servers.Find(notice.Server) is not { } server || ResourceKey.TryParse(notice.Subscription) is not { } subscription) return [];
        var from = gap > 0 ? position!.Number + 1 : notice.First;
        var since = gap > 0 ? position!.Time : notice.Since;
        var (changes, means) = await missed.ReadAsync(server, subscription, from, notice.Last, since, trips, cancellationToken);
        logger.EventsMissed(gap, changes.Count, means);
        return changes;
    }

    public Task AdvanceAsync(SubscriptionNotice notice, CancellationToken cancellationToken) =>
        positions.AdvanceAsync(notice.Subscription, new SubscriptionPosition(notice.Last, notice.Since), cancellationToken);
}
