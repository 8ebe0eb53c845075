using System.Buffers.Binary;

namespace MedRecCloud.Local.Broker.Messages;

/// <summary>Gives lock tokens and message ids that are unique over restarts: each holds the moment this broker started and a counter.</summary>
internal sealed class IdSource(long startedAt)
{
    private long _messageIds;
    private int _locks;

    /// <summary>A token that leads back to the message it locks, so that no table of tokens is needed.</summary>
    public Guid NextLockToken(long sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Interlocked.Increment(ref _locks));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], (int)(startedAt / TimeSpan.TicksPerMillisecond));
        return new Guid(bytes);
    }

    /// <summary>The sequence number that a token was made for.</summary>
    public static long SequenceOf(Guid lockToken)
    {
        Span<byte> bytes = stackalloc byte[16];
        lockToken.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>For a message whose sender gave it none.</summary>
    public string NextMessageId() => $"{startedAt:x16}{Interlocked.Increment(ref _messageIds):x16}";
}
