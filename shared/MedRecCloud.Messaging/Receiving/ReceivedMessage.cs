namespace MedRecCloud.Messaging;

/// <summary>A message as the broker delivered or showed it. What it carries does not change, except that renewing moves <see cref="LockedUntil"/>.</summary>
public sealed class ReceivedMessage
{
    private long _lockedUntilTicks;

    /// <summary>The sender's bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Identifies the message to duplicate detection.</summary>
    public required string MessageId { get; init; }

    /// <summary>The session it belongs to, if any.</summary>
    public string? SessionId { get; init; }

    /// <summary>The partition key, if any.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Ties the message to a request or flow.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What kind of message it is.</summary>
    public string? Subject { get; init; }

    /// <summary>RFC 2045 type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Free for routing.</summary>
    public string? To { get; init; }

    /// <summary>Where an answer is expected.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The sender's own values, and those that an abandon or dead-letter added.</summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; init; } = new Dictionary<string, object>();

    /// <summary>How often the message has been delivered, this delivery included: 1 at first.</summary>
    public int DeliveryCount { get; init; } = 1;

    /// <summary>The message's number in its queue; grows, and stays with the message when it is deferred.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>When the broker accepted it.</summary>
    public DateTimeOffset EnqueuedTime { get; init; }

    /// <summary>When it appears in the queue, for a scheduled message.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>How long the message is worth delivering; null: for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Whether it waits, was deferred, or is scheduled.</summary>
    public MessageState State { get; init; }

    /// <summary>Proves to the broker that this receiver holds the message; empty for a peeked or deleted one.</summary>
    public Guid LockToken { get; init; }

    /// <summary>Until when nobody else receives the message; the latest renewal's answer. <see cref="DateTimeOffset.MinValue"/> without a lock.</summary>
    public DateTimeOffset LockedUntil
    {
        get => new(Volatile.Read(ref _lockedUntilTicks), TimeSpan.Zero);
        init => _lockedUntilTicks = value.UtcTicks;
    }

    /// <summary>In a dead-letter queue: the short code of why it is there.</summary>
    public string? DeadLetterReason => ApplicationProperties.GetValueOrDefault("DeadLetterReason") as string;

    /// <summary>In a dead-letter queue: the words of why it is there.</summary>
    public string? DeadLetterErrorDescription => ApplicationProperties.GetValueOrDefault("DeadLetterErrorDescription") as string;

    /// <summary>In a dead-letter queue: the entity it was first sent to, if the broker says so.</summary>
    public string? DeadLetterSource { get; init; }

    /// <summary>How to settle over the link; null for a message that came another way.</summary>
    internal Receipt? Receipt { get; init; }

    internal void Renewed(DateTimeOffset lockedUntil) => Volatile.Write(ref _lockedUntilTicks, lockedUntil.UtcTicks);
}
