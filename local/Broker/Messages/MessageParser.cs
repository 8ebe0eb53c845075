using System.Buffers.Binary;
using System.Text;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Messages;

/// <summary>Reads what a broker must know of an encoded message, and leaves the rest as it is.</summary>
internal sealed class MessageParser(IdSource ids)
{
    /// <summary>The message format of a batch: its body holds whole encoded messages, one per data section.</summary>
    public const uint BatchFormat = 0x80013700;

    private const long UnixEpochTicks = 621355968000000000;

    /// <summary>The messages of a transfer: one, or as many as a batch holds.</summary>
    public List<ReceivedMessage> ParseTransfer(uint format, ReadOnlySpan<byte> encoded)
    {
        if (format != BatchFormat) return [Parse(encoded)];
        List<ReceivedMessage> messages = [];
        for (var position = 0; position < encoded.Length;)
        {
            var code = AmqpScanner.ReadDescriptor(encoded, position, out var value);
            position = AmqpScanner.Skip(encoded, value);
            if (code == SectionCode.Data) messages.Add(Parse(Binary(encoded[value..position])));
        }

        if (messages.Count == 0) throw new ProtocolException(ErrorCondition.DecodeError, "The batch holds no message.");
        return messages;
    }

    public ReceivedMessage Parse(ReadOnlySpan<byte> encoded)
    {
        var (durable, priority, timeToLive) = (false, (byte)4, uint.MaxValue);
        ReadOnlySpan<byte> annotations = default, inserted = default;
        long? scheduledFor = null;
        var (annotationValues, sectionsAt) = (0, 0);
        byte[]? kept = null;
        string? messageId = null, sessionId = null;
        for (var position = 0; position < encoded.Length;)
        {
            var code = AmqpScanner.ReadDescriptor(encoded, position, out var value);
            var end = AmqpScanner.Skip(encoded, value);
            if (code == SectionCode.Header)
            {
                var fields = new FieldReader(encoded, value);
                durable = fields.NextBoolean();
                var level = fields.Next();
                if (level.Length == 2) priority = level[1];
                timeToLive = fields.NextUInt32() ?? uint.MaxValue;
            }
            else if (code == SectionCode.MessageAnnotations)
            {
                kept = KeepAnnotations(encoded[value..end], out annotationValues, out scheduledFor);
            }
            else if (code != SectionCode.DeliveryAnnotations)
            {
                sectionsAt = position;
                if (code == SectionCode.Properties)
                {
                    ReadProperties(encoded[value..end], out messageId, out sessionId);
                    if (messageId is null)
                    {
                        // The official clients fail without a message id, so a missing one is filled in.
                        messageId = ids.NextMessageId();
                        inserted = WithMessageId(encoded[value..end], messageId);
                        sectionsAt = end;
                    }
                }

                break;
            }

            position = end;
            sectionsAt = end;
        }

        if (messageId is null)
        {
            messageId = ids.NextMessageId();
            inserted = WithMessageId([0x45], messageId);
        }

        if (kept is not null) annotations = kept;
        var content = MessageContent.Create(timeToLive, priority, durable, annotationValues, annotations, inserted, encoded[sectionsAt..]);
        return new ReceivedMessage(messageId, sessionId, timeToLive == uint.MaxValue ? null : TimeSpan.FromMilliseconds(timeToLive), scheduledFor, content);
    }

    /// <summary>The bytes of an encoded binary or string value.</summary>
    public static ReadOnlySpan<byte> Binary(ReadOnlySpan<byte> value) => (value[0] >> 4) switch
    {
        0xA => value[2..],
        0xB => value[5..],
        _ => throw new ProtocolException(ErrorCondition.DecodeError, "A binary was expected."),
    };

    private static void ReadProperties(ReadOnlySpan<byte> list, out string? messageId, out string? sessionId)
    {
        var fields = new FieldReader(list, 0);
        messageId = Text(fields.Next());
        for (var skipped = 1; skipped < 10; skipped++) fields.Next();
        sessionId = Text(fields.Next());
    }

    private static string? Text(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return null;
        return value[0] is 0xA1 or 0xB1 ? Encoding.UTF8.GetString(Binary(value)) : Performatives.Decode(value) switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            var other => other?.ToString(),
        };
    }

    private static byte[] WithMessageId(ReadOnlySpan<byte> list, string messageId)
    {
        List<byte> fields = [0xA1, (byte)messageId.Length, .. Encoding.ASCII.GetBytes(messageId)];
        var reader = new FieldReader(list, 0);
        reader.Next();
        for (var i = 1; i < 13; i++)
        {
            var field = reader.Next();
            if (field.IsEmpty) fields.Add(0x40);
            else fields.AddRange(field);
        }

        var section = new byte[3 + 9 + fields.Count];
        section[1] = 0x53;
        section[2] = (byte)SectionCode.Properties;
        section[3] = 0xD0;
        BinaryPrimitives.WriteInt32BigEndian(section.AsSpan(4), fields.Count + 4);
        BinaryPrimitives.WriteInt32BigEndian(section.AsSpan(8), 13);
        fields.CopyTo(section, 12);
        return section;
    }

    // Annotations that the broker itself writes are dropped, so that a message that is sent on does not carry two of them.
    private static byte[] KeepAnnotations(ReadOnlySpan<byte> map, out int values, out long? scheduledFor)
    {
        var (left, position) = map[0] switch
        {
            0xC1 => (map[2], 3),
            0xD1 => ((int)AmqpScanner.UInt32(map, 5), 9),
            _ => throw new ProtocolException(ErrorCondition.DecodeError, "A map was expected."),
        };
        (values, scheduledFor) = (0, null);
        var kept = new byte[map.Length];
        var length = 0;
        for (; left >= 2; left -= 2)
        {
            var valueAt = AmqpScanner.Skip(map, position);
            var end = AmqpScanner.Skip(map, valueAt);
            var key = map[position] is 0xA3 or 0xB3 or 0xA1 or 0xB1 ? Binary(map[position..valueAt]) : default;
            if (key.SequenceEqual("x-opt-scheduled-enqueue-time"u8) && map[valueAt] == 0x83)
                scheduledFor = UnixEpochTicks + (BinaryPrimitives.ReadInt64BigEndian(map[(valueAt + 1)..]) * TimeSpan.TicksPerMillisecond);
            if (!IsOurs(key))
            {
                map[position..end].CopyTo(kept.AsSpan(length));
                length += end - position;
                values += 2;
            }

            position = end;
        }

        return kept[..length];
    }

    private static bool IsOurs(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("x-opt-sequence-number"u8) || key.SequenceEqual("x-opt-enqueued-time"u8) || key.SequenceEqual("x-opt-locked-until"u8)
        || key.SequenceEqual("x-opt-enqueue-sequence-number"u8) || key.SequenceEqual("x-opt-message-state"u8) || key.SequenceEqual("x-opt-deadletter-source"u8);
}
