namespace MedRecCloud.Local.Broker.Messages;

/// <summary>What the broker understood of a message that a client sent.</summary>
/// <param name="MessageId">The sender's, or one we gave it.</param>
/// <param name="SessionId">The group id, if any.</param>
/// <param name="TimeToLive">Null when the sender set none.</param>
/// <param name="ScheduledFor">UTC ticks, when the sender asked for a later delivery.</param>
/// <param name="Content">See <see cref="MessageContent"/>.</param>
internal sealed record ReceivedMessage(string MessageId, string? SessionId, TimeSpan? TimeToLive, long? ScheduledFor, byte[] Content);
