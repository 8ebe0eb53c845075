namespace MedRecCloud.Intake.Events;

/// <summary>A message of the queue <c>fhir-events</c>, free of any client library.</summary>
/// <param name="Body">One of the accepted envelopes.</param>
/// <param name="ContentType">As the sender set it; null when it did not.</param>
/// <param name="ApplicationProperties">Binary-mode CloudEvents and Event Grid write theirs here.</param>
/// <param name="MessageId">The sender's id, or the broker's where the sender gave none.</param>
/// <param name="DeliveryCount">1 for the first delivery.</param>
public sealed record IncomingEvent(
    ReadOnlyMemory<byte> Body, string? ContentType, IReadOnlyDictionary<string, object> ApplicationProperties, string MessageId, int DeliveryCount)
{
    /// <summary>When the broker accepted it: the time of carried resources that tell none. Null: the time of handling.</summary>
    public DateTimeOffset? EnqueuedTime { get; init; }
}
