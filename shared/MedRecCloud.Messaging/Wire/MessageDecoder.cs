using System.Globalization;
using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Messaging;

/// <summary>Reads messages as Service Bus writes them.</summary>
internal static class MessageDecoder
{
    public static ReceivedMessage Decode(Message message, Guid lockToken, Receipt? receipt = null)
    {
        var annotations = message.MessageAnnotations;
        return new ReceivedMessage
        {
            Body = BodyOf(message),
            MessageId = message.Properties?.GetMessageId()?.ToString() ?? string.Empty,
            SessionId = message.Properties?.GroupId,
            PartitionKey = annotations?[MessageAnnotation.PartitionKey] as string,
            CorrelationId = message.Properties?.GetCorrelationId()?.ToString(),
            Subject = message.Properties?.Subject,
            ContentType = message.Properties?.ContentType?.ToString(),
            To = message.Properties?.To,
            ReplyTo = message.Properties?.ReplyTo,
            ApplicationProperties = ApplicationPropertiesOf(message),
            DeliveryCount = (int)(message.Header?.DeliveryCount ?? 0) + 1,
            SequenceNumber = annotations?[MessageAnnotation.SequenceNumber] is long number ? number : 0,
            EnqueuedTime = PropertyValue.Time(annotations?[MessageAnnotation.EnqueuedTime]),
            ScheduledEnqueueTime = annotations?[MessageAnnotation.ScheduledEnqueueTime] is DateTime time ? PropertyValue.Time(time) : null,
            TimeToLive = message.Header is { } header && header.HasField(2) ? TimeSpan.FromMilliseconds(header.Ttl) : null,
            State = (MessageState)Convert.ToInt32(annotations?[MessageAnnotation.State] ?? 0, CultureInfo.InvariantCulture),
            LockToken = lockToken,
            LockedUntil = PropertyValue.Time(annotations?[MessageAnnotation.LockedUntil]),
            DeadLetterSource = annotations?[MessageAnnotation.DeadLetterSource] as string,
            Receipt = receipt,
        };
    }

    /// <summary>A message that came inside a management answer.</summary>
    public static ReceivedMessage Decode(byte[] encoded, Guid lockToken) =>
        Decode(Message.Decode(new ByteBuffer(encoded, 0, encoded.Length, encoded.Length)), lockToken);

    private static ReadOnlyMemory<byte> BodyOf(Message message) => message.BodySection switch
    {
        Data { Buffer: { } buffer } => buffer.Buffer.AsMemory(buffer.Offset, buffer.Length),
        DataList list => Enumerable.Range(0, list.Count).SelectMany(i => list[i].Binary).ToArray(),
        AmqpValue { Value: byte[] bytes } => bytes,
        AmqpValue { Value: string text } => System.Text.Encoding.UTF8.GetBytes(text),
        _ => ReadOnlyMemory<byte>.Empty,
    };

    private static Dictionary<string, object> ApplicationPropertiesOf(Message message)
    {
        var result = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, value) in message.ApplicationProperties?.Map ?? [])
        {
            if (value is not null)
                result[key.ToString()!] = PropertyValue.FromWire(value);
        }

        return result;
    }
}
