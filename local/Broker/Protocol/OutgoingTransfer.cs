using System.Buffers.Binary;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>A message on its way to a client, in as many frames as it takes.</summary>
internal sealed class OutgoingTransfer(uint handle, uint deliveryId, Guid tag, bool settled)
{
    // Frame header, and a transfer performative with all widths fixed: handle, delivery id, tag of 16 bytes, format, settled, more.
    private const int FirstOverhead = 8 + 3 + 9 + 5 + 5 + 18 + 1 + 1 + 1;
    private const int NextOverhead = 8 + 3 + 9 + 5 + 1 + 1 + 1 + 1 + 1;

    private int _sent;

    public byte[] Head { get; private set; } = [];

    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Holds on to the message until the window opens.</summary>
    public void Keep(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body) => (Head, Body) = (head.ToArray(), body);

    /// <summary>Writes the next frame.</summary>
    /// <returns>True when it was the last.</returns>
    public bool WriteFrame(FrameOutput output, ushort channel, int maxFrameSize, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var isFirst = _sent == 0;
        var overhead = isFirst ? FirstOverhead : NextOverhead;
        var part = Math.Min(head.Length + body.Length - _sent, maxFrameSize - overhead);
        var more = _sent + part < head.Length + body.Length;
        lock (output.Gate)
        {
            var frame = output.Reserve(overhead + part);
            FrameOutput.WriteHeader(frame, overhead + part, 0, channel);
            WritePerformative(frame[8..overhead], isFirst, more);
            CopyPart(frame[overhead..], head, body, part);
            output.Advance(overhead + part);
        }

        _sent += part;
        return !more;
    }

    private void WritePerformative(Span<byte> to, bool isFirst, bool more)
    {
        to[0] = 0x00;
        to[1] = 0x53;
        to[2] = 0x14;
        to[3] = 0xD0;
        BinaryPrimitives.WriteInt32BigEndian(to[4..], to.Length - 8);
        BinaryPrimitives.WriteInt32BigEndian(to[8..], 6);
        to[12] = 0x70;
        BinaryPrimitives.WriteUInt32BigEndian(to[13..], handle);
        var at = 17;
        if (isFirst)
        {
            to[at] = 0x70;
            BinaryPrimitives.WriteUInt32BigEndian(to[(at + 1)..], deliveryId);
            to[at + 5] = 0xA0;
            to[at + 6] = 16;
            tag.TryWriteBytes(to[(at + 7)..]);
            to[at + 23] = 0x43;
            at += 24;
        }
        else
        {
            to[at] = 0x40;
            to[at + 1] = 0x40;
            to[at + 2] = 0x40;
            at += 3;
        }

        to[at] = settled ? (byte)0x41 : (byte)0x42;
        to[at + 1] = more ? (byte)0x41 : (byte)0x42;
    }

    private void CopyPart(Span<byte> to, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, int part)
    {
        var fromHead = Math.Clamp(head.Length - _sent, 0, part);
        if (fromHead > 0) head.Slice(_sent, fromHead).CopyTo(to);
        if (part > fromHead) body.Slice(_sent + fromHead - head.Length, part - fromHead).CopyTo(to[fromHead..]);
    }
}
