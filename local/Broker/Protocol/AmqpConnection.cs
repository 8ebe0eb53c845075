using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker.Links;
using MedRecCloud.Local.Broker.Security;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>One client's connection: negotiates, reads frames one after the other and hands them to its sessions.</summary>
internal sealed class AmqpConnection : IDisposable
{
    private const int MaxFrameSize = 64 * 1024;
    private const ushort ChannelMax = 4999;

    private readonly Socket _socket;
    private readonly ConnectionSettings _settings;
    private readonly ILinkRouter _router;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FrameInput _input;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<ushort, AmqpSession> _sessions = new();
    private ITimer? _heartbeat;
    private long _lastReceived;
    private int _closing;

    public AmqpConnection(Socket socket, ConnectionSettings settings, ILinkRouter router, TimeProvider time, ILogger logger)
    {
        (_socket, _settings, _router, _time, _logger) = (socket, settings, router, time, logger);
        _input = new FrameInput(socket, MaxFrameSize);
        Output = new FrameOutput(socket, OnOutputDrained, _ => End());
    }

    public FrameOutput Output { get; }

    /// <summary>What this client may reach, as it proved over $cbs or SASL PLAIN.</summary>
    public Claims Claims { get; } = new();

    /// <summary>Where replies to this client's requests go.</summary>
    public ReplyDirectory Replies { get; } = new();

    /// <summary>The largest frame that the client takes, in bytes.</summary>
    public int PeerMaxFrameSize { get; private set; } = 512;

    public int MaxMessageSize => _settings.MaxMessageSize;

    public bool IsEnded => _ended.IsCancellationRequested;

    /// <summary>Serves the client until it leaves, breaks the protocol or falls silent.</summary>
    public async Task RunAsync()
    {
        Error? error = null;
        try
        {
            var sasl = new SaslServer(_input, Output, _settings.IsKnownKey);
            if (!await sasl.NegotiateAsync(_ended.Token).ConfigureAwait(false)) return;
            if (sasl.IsAuthenticated) Claims.GrantEverything();
            while (await _input.ReadFrameAsync(_ended.Token).ConfigureAwait(false) is { } frame)
            {
                Volatile.Write(ref _lastReceived, _time.GetTimestamp());
                if (!Handle(frame)) return;
                await _settings.Admission().ConfigureAwait(false);
            }
        }
        catch (ProtocolException e)
        {
            error = new Error(e.Condition) { Description = e.Message };
        }
        catch (AmqpException e)
        {
            error = e.Error;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or we closed: its sessions end below either way.
        }
        catch (Exception e)
        {
            _logger.ConnectionFailed(e);
            error = new Error(ErrorCondition.InternalError) { Description = "The broker failed while it handled a frame." };
        }
        finally
        {
            if (error is not null) _logger.ProtocolViolated(error.Condition, error.Description);
            await CloseAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>Says goodbye with an optional reason and releases what the client held.</summary>
    public async Task CloseAsync(Error? error)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0 && !IsEnded)
        {
            Output.WriteFrame(0, 0, error is null ? new Close() : new Close { Error = error });
            for (var wait = 0; wait < 50 && !Output.IsEmpty; wait++) await Task.Delay(10).ConfigureAwait(false);
        }

        End();
    }

    public void Send(ushort channel, DescribedList performative) => Output.WriteFrame(0, channel, performative);

    public void Dispose()
    {
        End();
        _ended.Dispose();
    }

    private bool Handle(ReadOnlyMemory<byte> frame)
    {
        var bytes = frame.Span;
        var body = bytes[4] * 4;
        var channel = (ushort)((bytes[6] << 8) | bytes[7]);
        if (body < 8 || body > bytes.Length) throw new ProtocolException(ErrorCondition.FramingError, "The frame's data offset is wrong.");
        if (body == bytes.Length) return true;
        switch (AmqpScanner.ReadDescriptor(bytes, body, out var value))
        {
            case 0x10: OnOpen(Decode<Open>(frame, body)); break;
            case 0x11: OnBegin(channel, Decode<Begin>(frame, body)); break;
            case 0x12: Session(channel).OnAttach(Decode<Attach>(frame, body), _router); break;
            case 0x13: Session(channel).OnFlow(Decode<Flow>(frame, body)); break;
            case 0x14: Session(channel).OnTransfer(bytes, value); break;
            case 0x15: Session(channel).OnDisposition(bytes, value); break;
            case 0x16: Session(channel).OnDetach(Decode<Detach>(frame, body)); break;
            case 0x17: OnEnd(channel); break;
            case 0x18: return false;
            case var code: throw new ProtocolException(ErrorCondition.NotImplemented, $"Performative 0x{code:x} is unknown.");
        }

        return true;
    }

    private static T Decode<T>(ReadOnlyMemory<byte> frame, int body) where T : Described
    {
        MemoryMarshal.TryGetArray(frame[body..], out var segment);
        var buffer = new ByteBuffer(segment.Array, segment.Offset, segment.Count, segment.Count);
        return Performatives.Decode(buffer) as T ?? throw new ProtocolException(ErrorCondition.DecodeError, $"{typeof(T).Name} was expected.");
    }

    private AmqpSession Session(ushort channel) => _sessions.TryGetValue(channel, out var session)
        ? session
        : throw new ProtocolException(ErrorCondition.NotFound, $"Channel {channel} has no session.");

    private void OnOpen(Open open)
    {
        PeerMaxFrameSize = (int)Math.Clamp(open.HasField(2) ? open.MaxFrameSize : uint.MaxValue, 512u, 1024 * 1024u);
        // The specification asks to announce half of the real limit, so that a client that is just in time is not cut off.
        Send(0, new Open
        {
            ContainerId = _settings.ContainerId, MaxFrameSize = MaxFrameSize, ChannelMax = ChannelMax,
            IdleTimeOut = (uint)(_settings.IdleTimeout.TotalMilliseconds / 2),
        });
        Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        var interval = _settings.IdleTimeout / 4;
        if (open.HasField(4) && open.IdleTimeOut > 0) interval = TimeSpan.FromMilliseconds(Math.Min(interval.TotalMilliseconds, Math.Max(open.IdleTimeOut / 2.0, 100)));
        _heartbeat = _time.CreateTimer(static state => ((AmqpConnection)state!).Beat(), this, interval, interval);
    }

    private void Beat()
    {
        if (IsEnded) return;
        if (_time.GetElapsedTime(Volatile.Read(ref _lastReceived)) > _settings.IdleTimeout)
        {
            _logger.ClientFellSilent(_settings.IdleTimeout.TotalSeconds);
            _ = CloseAsync(new Error(ErrorCondition.ConnectionForced) { Description = "Nothing was heard for longer than the idle time-out." });
            return;
        }

        Output.Write([0, 0, 0, 8, 2, 0, 0, 0]);
        var now = _time.GetUtcNow();
        foreach (var session in _sessions.Values) session.DetachWithout(path => Claims.Allow(path, now));
    }

    private void OnBegin(ushort channel, Begin begin)
    {
        if (channel > ChannelMax) throw new ProtocolException(ErrorCondition.FramingError, $"Channel {channel} is above {ChannelMax}.");
        var session = new AmqpSession(this, channel, begin);
        if (!_sessions.TryAdd(channel, session)) throw new ProtocolException(ErrorCondition.NotAllowed, $"Channel {channel} already has a session.");
        Send(channel, new Begin
        {
            RemoteChannel = channel, NextOutgoingId = 0, IncomingWindow = AmqpSession.IncomingWindow, OutgoingWindow = int.MaxValue, HandleMax = AmqpSession.HandleMax,
        });
    }

    private void OnEnd(ushort channel)
    {
        Session(channel).End();
        _sessions.TryRemove(channel, out _);
        Send(channel, new End());
    }

    private void OnOutputDrained()
    {
        foreach (var session in _sessions.Values) session.Resume();
    }

    private void End()
    {
        lock (_ended)
        {
            if (_ended.IsCancellationRequested) return;
            _ended.Cancel();
        }

        Output.Close();
        _heartbeat?.Dispose();
        _socket.Dispose();
        foreach (var session in _sessions.Values) session.End();
        _sessions.Clear();
    }
}
