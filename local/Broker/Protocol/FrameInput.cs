using System.Net.Sockets;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Reads frames from a socket through one buffer. A frame is valid until the next read.</summary>
internal sealed class FrameInput(Socket socket, int maxFrameSize)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next <paramref name="count"/> bytes, or null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            MakeRoom(count);
            var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (received == 0) return null;
            _end += received;
        }

        var bytes = _buffer.AsMemory(_start, count);
        _start += count;
        return bytes;
    }

    /// <summary>The next frame with its header, or null at the end of the stream.</summary>
    /// <exception cref="ProtocolException">The frame is larger than agreed, or shorter than its own header.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(4, cancellationToken).ConfigureAwait(false) is not { } header) return null;
        var size = AmqpScanner.UInt32(header.Span, 0);
        if (size < 8 || size > maxFrameSize) throw new ProtocolException(ErrorCondition.FramingError, $"A frame of {size} bytes is not within 8 and {maxFrameSize} bytes.");
        _start -= 4;
        return await ReadAsync((int)size, cancellationToken).ConfigureAwait(false);
    }

    private void MakeRoom(int count)
    {
        if (_buffer.Length - _start >= count && _end < _buffer.Length) return;
        var target = count > _buffer.Length ? new byte[count] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
        (_buffer, _end, _start) = (target, _end - _start, 0);
    }
}
