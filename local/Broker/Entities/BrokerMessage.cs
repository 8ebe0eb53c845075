namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A message in a queue. Its mutable parts belong to the queue's lock.</summary>
internal sealed class BrokerMessage
{
    public required long StoreId { get; init; }

    public required long Sequence { get; init; }

    /// <summary>The sequence number at the entity that first took the message; another than <see cref="Sequence"/> in a dead-letter queue.</summary>
    public required long EnqueuedSequence { get; init; }

    public required string MessageId { get; init; }

    public string? SessionId { get; init; }

    /// <summary>The entity that this message was dead-lettered in.</summary>
    public string? DeadLetterSource { get; init; }

    /// <summary>The time to live that holds for this message: the sender's, cut to the entity's. Null for ever.</summary>
    public uint? TimeToLiveMs { get; init; }

    /// <summary>Bytes of content, in memory or not.</summary>
    public required int Size { get; set; }

    /// <summary>Null while the content is only on disk.</summary>
    public byte[]? Content { get; set; }

    /// <summary>UTC ticks.</summary>
    public long EnqueuedAt { get; set; }

    /// <summary>UTC ticks; only while <see cref="State"/> is scheduled.</summary>
    public long ScheduledFor { get; set; }

    /// <summary>Deliveries that failed so far.</summary>
    public int DeliveryCount { get; set; }

    public MessageState State { get; set; }

    /// <summary>True while the message lies in a queue of receivable messages.</summary>
    public bool IsAvailable { get; set; }

    /// <summary>The lock of whoever works on the message; empty when nobody does.</summary>
    public Guid LockToken { get; set; }

    /// <summary>UTC ticks. Messages of a session are locked as long as their session is.</summary>
    public long LockedUntil { get; set; }

    public LinkedListNode<BrokerMessage>? LockNode { get; set; }

    public bool IsLocked => LockToken != Guid.Empty;

    /// <summary>UTC ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAt => TimeToLiveMs is { } timeToLive ? EnqueuedAt + (timeToLive * TimeSpan.TicksPerMillisecond) : long.MaxValue;
}
