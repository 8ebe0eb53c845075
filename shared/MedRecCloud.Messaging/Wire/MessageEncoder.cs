using System.Runtime.InteropServices;
using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging;

/// <summary>Writes messages as Service Bus reads them.</summary>
internal static class MessageEncoder
{
    /// <summary>The transfer format of many messages in one.</summary>
    public const uint BatchFormat = 0x80013700;

    public static Message Encode(OutgoingMessage message, string fallbackMessageId, IReadOnlyDictionary<string, object>? traceContext)
    {
        var result = new Message
        {
            Header = new Header { Durable = true },
            Properties = PropertiesOf(message, fallbackMessageId),
            MessageAnnotations = AnnotationsOf(message),
            ApplicationProperties = ApplicationPropertiesOf(message, traceContext),
            BodySection = new Data { Buffer = Wrap(message.Body) },
        };
        if (message.TimeToLive is { } timeToLive)
        {
            result.Header.Ttl = (uint)Math.Clamp(timeToLive.TotalMilliseconds, 1, uint.MaxValue);
        }

        return result;
    }

    /// <summary>Many encoded messages as one transfer. A session or partition that all share is repeated outside, where partitioned entities look for it.</summary>
    public static Message EncodeBatch(IEnumerable<ByteBuffer> encoded, IEnumerable<OutgoingMessage> messages)
    {
        var list = new DataList();
        foreach (var message in encoded)
            list.Add(new Data { Buffer = message });
        var batch = new Message { BodySection = list, Format = BatchFormat };
        if (Shared(messages.Select(message => message.SessionId)) is { } session)
            batch.Properties = new Properties { GroupId = session };
        if (Shared(messages.Select(message => message.PartitionKey)) is { } partition)
            batch.MessageAnnotations = new MessageAnnotations { [MessageAnnotation.PartitionKey] = partition };
        return batch;
    }

    private static string? Shared(IEnumerable<string?> values) => values.Distinct().Take(2).ToArray() is [{ } one] ? one : null;

    private static Properties PropertiesOf(OutgoingMessage message, string fallbackMessageId)
    {
        var properties = new Properties { MessageId = message.MessageId ?? fallbackMessageId };
        if (message.SessionId is not null)
            properties.GroupId = message.SessionId;
        if (message.CorrelationId is not null)
            properties.CorrelationId = message.CorrelationId;
        if (message.Subject is not null)
            properties.Subject = message.Subject;
        if (message.ContentType is not null)
            properties.ContentType = message.ContentType;
        if (message.To is not null)
            properties.To = message.To;
        if (message.ReplyTo is not null)
            properties.ReplyTo = message.ReplyTo;
        return properties;
    }

    private static MessageAnnotations? AnnotationsOf(OutgoingMessage message)
    {
        if (message.PartitionKey is null && message.ScheduledEnqueueTime is null)
            return null;
        var annotations = new MessageAnnotations();
        if (message.PartitionKey is not null)
            annotations[MessageAnnotation.PartitionKey] = message.PartitionKey;
        if (message.ScheduledEnqueueTime is { } time)
            annotations[MessageAnnotation.ScheduledEnqueueTime] = time.UtcDateTime;
        return annotations;
    }

    private static ApplicationProperties? ApplicationPropertiesOf(OutgoingMessage message, IReadOnlyDictionary<string, object>? traceContext)
    {
        if (message.ApplicationProperties.Count == 0 && traceContext is null)
            return null;
        var properties = new ApplicationProperties();
        foreach (var (name, value) in message.ApplicationProperties)
            properties[name] = PropertyValue.ToWire(name, value);
        foreach (var (name, value) in traceContext ?? new Dictionary<string, object>())
        {
            // A context the caller has set itself, as when a message is replayed, stays.
            if (!message.ApplicationProperties.ContainsKey(name))
                properties[name] = value;
        }

        return properties;
    }

    private static ByteBuffer Wrap(ReadOnlyMemory<byte> body)
    {
        var segment = MemoryMarshal.TryGetArray(body, out var array) && array.Array is not null ? array : new ArraySegment<byte>(body.ToArray());
        return new ByteBuffer(segment.Array!, segment.Offset, segment.Count, segment.Count);
    }
}
