namespace MedRecCloud.Storage;

/// <summary>How far each FHIR subscription's events have been taken in.</summary>
public interface ISubscriptionPositions
{
    /// <summary>Null for a subscription not seen before.</summary>
    Task<SubscriptionPosition?> ReadAsync(string subscription, CancellationToken cancellationToken);

    /// <summary>Moves the position forward; a lower number changes nothing.</summary>
    Task AdvanceAsync(string subscription, SubscriptionPosition position, CancellationToken cancellationToken);
}

/// <summary>The newest event of a subscription.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Time">When it happened, if that was said.</param>
public sealed record SubscriptionPosition(long Number, DateTimeOffset? Time);
