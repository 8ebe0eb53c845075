using System.Buffers.Binary;
using System.Text;
using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Messages;

/// <summary>Encodes what the broker says about a message: the header with its delivery count, and the annotations.</summary>
internal ref struct MessageHead
{
    private const long UnixEpochTicks = 621355968000000000;

    private readonly Span<byte> _buffer;
    private int _length;

    private MessageHead(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes that are always enough for <see cref="Write"/>.</summary>
    public static int MaxLength(BrokerMessage message, ReadOnlySpan<byte> content) =>
        512 + MessageContent.Annotations(content).Length + Encoding.UTF8.GetMaxByteCount(message.DeadLetterSource?.Length ?? 0);

    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> buffer, BrokerMessage message, ReadOnlySpan<byte> content, long lockedUntil)
    {
        var head = new MessageHead(buffer);
        head.WriteHeader(message, content);
        head.WriteAnnotations(message, content, lockedUntil);
        return head._length;
    }

    /// <summary>The whole message with its head.</summary>
    public static byte[] Encode(BrokerMessage message, byte[] content, long lockedUntil, bool withBody = true)
    {
        var buffer = new byte[MaxLength(message, content)];
        var length = Write(buffer, message, content, lockedUntil);
        var sections = content.AsSpan(MessageContent.SectionsAt(content));
        if (!withBody) sections = sections[..MessageSections.BodyAt(sections)];
        return [.. buffer.AsSpan(0, length), .. sections];
    }

    private void WriteHeader(BrokerMessage message, ReadOnlySpan<byte> content)
    {
        // header = list(durable, priority, ttl, first-acquirer, delivery-count). The count is never left out: the .NET client fails without it.
        Put([0x00, 0x53, 0x70, 0xC0, 0, 5]);
        var start = _length - 1;
        Put(MessageContent.Durable(content) ? (byte)0x41 : (byte)0x42);
        Put([0x50, MessageContent.Priority(content)]);
        if (message.TimeToLiveMs is { } timeToLive) PutUInt32(timeToLive);
        else Put(0x40);
        Put(0x42);
        PutUInt32((uint)message.DeliveryCount);
        _buffer[start - 1] = (byte)(_length - start);
    }

    private void WriteAnnotations(BrokerMessage message, ReadOnlySpan<byte> content, long lockedUntil)
    {
        Put([0x00, 0x53, 0x72, 0xD1, 0, 0, 0, 0, 0, 0, 0, 0]);
        var start = _length;
        var values = MessageContent.AnnotationValues(content);
        PutSymbol("x-opt-sequence-number"u8);
        PutInt64(0x81, message.Sequence);
        PutSymbol("x-opt-enqueued-time"u8);
        PutTimestamp(message.EnqueuedAt);
        PutSymbol("x-opt-enqueue-sequence-number"u8);
        PutInt64(0x81, message.EnqueuedSequence);
        PutSymbol("x-opt-message-state"u8);
        Put([0x54, (byte)message.State]);
        values += 8;
        if (lockedUntil > 0)
        {
            PutSymbol("x-opt-locked-until"u8);
            PutTimestamp(lockedUntil);
            values += 2;
        }

        if (message.DeadLetterSource is { } source)
        {
            PutSymbol("x-opt-deadletter-source"u8);
            PutString(source);
            values += 2;
        }

        Put(MessageContent.Annotations(content));
        BinaryPrimitives.WriteInt32BigEndian(_buffer[(start - 8)..], _length - start + 4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer[(start - 4)..], values);
    }

    private void Put(byte value) => _buffer[_length++] = value;

    private void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    private void PutUInt32(uint value)
    {
        Put(0x70);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_length..], value);
        _length += 4;
    }

    private void PutInt64(byte code, long value)
    {
        Put(code);
        BinaryPrimitives.WriteInt64BigEndian(_buffer[_length..], value);
        _length += 8;
    }

    private void PutTimestamp(long utcTicks) => PutInt64(0x83, (utcTicks - UnixEpochTicks) / TimeSpan.TicksPerMillisecond);

    private void PutSymbol(scoped ReadOnlySpan<byte> name)
    {
        Put([0xA3, (byte)name.Length]);
        Put(name);
    }

    private void PutString(string text)
    {
        Put(0xB1);
        var length = Encoding.UTF8.GetBytes(text, _buffer[(_length + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(_buffer[_length..], length);
        _length += 4 + length;
    }
}
