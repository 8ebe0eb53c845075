using System.Buffers.Binary;
using System.Net.Sockets;
using Amqp;
using Amqp.Types;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>What waits to be written to one client's socket. Writers append under <see cref="Gate"/>; one flush at a time empties it, so that everything
/// appended during a write leaves together in the next.</summary>
internal sealed class FrameOutput(Socket socket, Action drained, Action<Exception> failed)
{
    // Above this many unsent bytes the connection takes no further deliveries: a client that grants credit but does not read must not fill our memory.
    private const int CongestionThreshold = 1024 * 1024;

    private byte[] _filling = new byte[64 * 1024];
    private byte[] _writing = new byte[64 * 1024];
    private int _length;
    private bool _flushing;
    private bool _closed;
    private bool _congested;
    private DispositionTail _tail;

    public Lock Gate { get; } = new();

    public bool IsCongested => Volatile.Read(ref _congested);

    /// <summary>True once all bytes have left, or never will.</summary>
    public bool IsEmpty
    {
        get { lock (Gate) return _closed || (!_flushing && _length == 0); }
    }

    /// <summary>Writes raw bytes, such as a protocol header.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (Gate)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            Advance(bytes.Length);
        }
    }

    /// <summary>Writes one frame whose body is an encoded performative.</summary>
    public void WriteFrame(byte frameType, ushort channel, Described performative)
    {
        var buffer = new ByteBuffer(256, autoGrow: true);
        performative.Encode(buffer);
        lock (Gate)
        {
            var frame = Reserve(buffer.Length + 8);
            WriteHeader(frame, buffer.Length + 8, frameType, channel);
            buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).CopyTo(frame[8..]);
            Advance(buffer.Length + 8);
        }
    }

    /// <summary>Settles a delivery of the peer. Neighbours with the same outcome become one frame while it still waits here.</summary>
    public void WriteDisposition(ushort channel, bool receiver, uint deliveryId, ReadOnlySpan<byte> outcome, bool coalesce)
    {
        lock (Gate)
        {
            if (coalesce && _tail.Extends(channel, receiver, deliveryId, outcome.Length > 2 ? outcome[2] : (byte)0))
            {
                BinaryPrimitives.WriteUInt32BigEndian(_filling.AsSpan(_tail.LastAt), deliveryId);
                _tail.Last = deliveryId;
                return;
            }

            // disposition = list(role, first, last, settled, state); fixed widths so that `last` can be moved on in place
            var size = 8 + 3 + 9 + 1 + 5 + 5 + 1 + outcome.Length;
            var frame = Reserve(size);
            WriteHeader(frame, size, 0, channel);
            frame[8] = 0x00;
            frame[9] = 0x53;
            frame[10] = 0x15;
            frame[11] = 0xD0;
            BinaryPrimitives.WriteInt32BigEndian(frame[12..], size - 16);
            BinaryPrimitives.WriteInt32BigEndian(frame[16..], 5);
            frame[20] = receiver ? (byte)0x41 : (byte)0x42;
            frame[21] = 0x70;
            BinaryPrimitives.WriteUInt32BigEndian(frame[22..], deliveryId);
            frame[26] = 0x70;
            BinaryPrimitives.WriteUInt32BigEndian(frame[27..], deliveryId);
            frame[31] = 0x41;
            outcome.CopyTo(frame[32..]);
            var lastAt = _length + 27;
            Advance(size);
            if (coalesce) _tail = new DispositionTail(channel, receiver, deliveryId, outcome[2], lastAt);
        }
    }

    /// <summary>Room for <paramref name="size"/> bytes; the caller holds <see cref="Gate"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_filling.Length - _length < size) Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _length + size));
        return _filling.AsSpan(_length, size);
    }

    /// <summary>Makes reserved bytes part of the output; the caller holds <see cref="Gate"/>.</summary>
    public void Advance(int size)
    {
        _tail = default;
        if (_closed) return;
        _length += size;
        if (_length > CongestionThreshold) Volatile.Write(ref _congested, true);
        if (_flushing) return;
        _flushing = true;
        if (!OutputBatch.Takes(this)) StartFlush();
    }

    /// <summary>Empties the output on another thread.</summary>
    internal void StartFlush() => ThreadPool.UnsafeQueueUserWorkItem(static output => _ = output.FlushAsync(), this, preferLocal: false);

    public void Close()
    {
        lock (Gate) _closed = true;
    }

    public static void WriteHeader(Span<byte> frame, int size, byte frameType, ushort channel)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, size);
        frame[4] = 2;
        frame[5] = frameType;
        BinaryPrimitives.WriteUInt16BigEndian(frame[6..], channel);
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TakeFilled(out var length))
            {
                for (var sent = 0; sent < length;)
                    sent += await socket.SendAsync(_writing.AsMemory(sent, length - sent), SocketFlags.None).ConfigureAwait(false);
                if (IsCongested && RelieveCongestion()) drained();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close();
            failed(e);
        }
    }

    private bool TakeFilled(out int length)
    {
        lock (Gate)
        {
            length = _length;
            if (length == 0 || _closed)
            {
                _flushing = false;
                return false;
            }

            (_filling, _writing) = (_writing, _filling);
            // A burst of large messages must not keep its buffers for the rest of the connection's life.
            if (_filling.Length > 4 * CongestionThreshold) _filling = new byte[64 * 1024];
            _length = 0;
            _tail = default;
            return true;
        }
    }

    private bool RelieveCongestion()
    {
        lock (Gate)
        {
            if (_length > CongestionThreshold / 2) return false;
            Volatile.Write(ref _congested, false);
            return true;
        }
    }

    private record struct DispositionTail(ushort Channel, bool Receiver, uint Last, byte Outcome, int LastAt)
    {
        public readonly bool Extends(ushort channel, bool receiver, uint deliveryId, byte outcome) =>
            LastAt != 0 && Channel == channel && Receiver == receiver && Outcome == outcome && deliveryId == Last + 1;
    }
}
