namespace MedRecCloud.Messaging;

/// <summary>A message to send. Property values may be strings, numbers, booleans, <see cref="Guid"/>s, and times.</summary>
public sealed record OutgoingMessage
{
    /// <summary>A message with this body.</summary>
    public OutgoingMessage(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>The bytes that are sent as one AMQP data section.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Identifies the message to duplicate detection; at most 128 characters. Default: the sender derives a unique one.</summary>
    public string? MessageId { get; init; }

    /// <summary>The session the message belongs to; required by queues of sessions. Default: none.</summary>
    public string? SessionId { get; init; }

    /// <summary>Keeps messages of one key in one partition; equals <see cref="SessionId"/> where both are set. Default: none.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Ties the message to a request or flow. Default: none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What kind of message it is; correlation filters match it. Default: none.</summary>
    public string? Subject { get; init; }

    /// <summary>RFC 2045 type of the body. Default: none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Free for routing; Service Bus does not read it. Default: none.</summary>
    public string? To { get; init; }

    /// <summary>Where an answer is expected. Default: none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long the message is worth delivering. Default: the entity's own.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>When the message appears in the queue. Default: at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Values of the sender's own, which filters can read.</summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; init; } = new Dictionary<string, object>();
}
