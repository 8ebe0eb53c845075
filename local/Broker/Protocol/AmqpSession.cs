using System.Collections.Concurrent;
using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>A session of a connection: keeps its links by handle, and the two transfer windows.</summary>
internal sealed partial class AmqpSession(AmqpConnection connection, ushort channel, Begin begin)
{
    public const uint IncomingWindow = 32 * 1024;
    public const uint HandleMax = 4095;

    private readonly ConcurrentDictionary<uint, AmqpLink> _links = new();
    private readonly ConcurrentDictionary<uint, PendingAttach> _pendingAttaches = new();
    private uint _nextIncomingId = begin.NextOutgoingId;
    private uint _sinceWindowUpdate;
    private bool _ended;

    public AmqpConnection Connection { get; } = connection;

    public ushort Channel { get; } = channel;

    public void OnAttach(Attach attach, ILinkRouter router)
    {
        if (attach.Handle > HandleMax || _links.ContainsKey(attach.Handle) || _pendingAttaches.ContainsKey(attach.Handle))
            throw new ProtocolException(ErrorCondition.HandleInUse, $"Handle {attach.Handle} is in use or above {HandleMax}.");
        router.Attach(this, attach);
    }

    /// <summary>Marks an attach that is answered later; <paramref name="cancel"/> is called when the client detaches or leaves before.</summary>
    public void Defer(Attach attach, Action cancel) => _pendingAttaches[attach.Handle] = new PendingAttach(attach, cancel);

    /// <summary>Completes an attach.</summary>
    /// <returns>False when the client gave up waiting, so that there is no link.</returns>
    public bool Accept(AmqpLink link, Attach attach, Attach reply, bool wasDeferred = false)
    {
        PendingAttach? pending = null;
        if (wasDeferred && !_pendingAttaches.TryGetValue(attach.Handle, out pending)) return false;
        if (_ended) return false;
        reply.LinkName = attach.LinkName;
        reply.Handle = attach.Handle;
        reply.Role = !attach.Role;
        reply.MaxMessageSize = (ulong)Connection.MaxMessageSize;
        _links[attach.Handle] = link;
        Connection.Send(Channel, reply);
        link.OnAttached();
        if (pending is null) return true;
        if (!_pendingAttaches.TryRemove(attach.Handle, out _))
        {
            // The client gave up in this very moment.
            if (_links.TryRemove(attach.Handle, out _)) link.MarkDetached();
            return false;
        }

        if (pending.TakeFlow() is { } flow) link.OnFlow(flow);
        return true;
    }

    /// <summary>Refuses an attach: an attach without termini, then a detach that says why.</summary>
    public void Refuse(Attach attach, string condition, string description, bool wasDeferred = false)
    {
        // Put in place first: a flow that the client sent meanwhile must find the handle known.
        var refused = new RefusedLink(this, attach);
        _links[attach.Handle] = refused;
        if (wasDeferred && !_pendingAttaches.TryRemove(attach.Handle, out _))
        {
            _links.TryRemove(new KeyValuePair<uint, AmqpLink>(attach.Handle, refused));
            return;
        }

        SendEmptyAttach(attach);
        Connection.Send(Channel, new Detach { Handle = attach.Handle, Closed = true, Error = new Error(condition) { Description = description } });
    }

    public void OnDetach(Detach detach)
    {
        if (_pendingAttaches.TryRemove(detach.Handle, out var pending))
        {
            pending.Cancel();
            // A detach answers an attach that was itself answered.
            SendEmptyAttach(pending.Attach);
            Connection.Send(Channel, new Detach { Handle = detach.Handle, Closed = true });
            return;
        }

        if (!_links.TryRemove(detach.Handle, out var link)) return;
        var weDetachedFirst = link.IsDetached;
        link.MarkDetached();
        ForgetDeliveries(link);
        if (!weDetachedFirst) Connection.Send(Channel, new Detach { Handle = detach.Handle, Closed = true });
    }

    /// <summary>Detaches a link from our side, saying why.</summary>
    public void Detach(AmqpLink link, string condition, string description)
    {
        if (!link.MarkDetached()) return;
        Connection.Send(Channel, new Detach { Handle = link.Handle, Closed = true, Error = new Error(condition) { Description = description } });
    }

    public void OnTransfer(ReadOnlySpan<byte> frame, int performative)
    {
        _nextIncomingId++;
        if (++_sinceWindowUpdate >= IncomingWindow / 2)
        {
            _sinceWindowUpdate = 0;
            Connection.Send(Channel, Flow());
        }

        var payload = AmqpScanner.Skip(frame, performative);
        var fields = new FieldReader(frame, performative);
        var handle = fields.NextUInt32() ?? throw new ProtocolException(ErrorCondition.InvalidField, "A transfer needs a handle.");
        if (!_links.TryGetValue(handle, out var link)) throw new ProtocolException(ErrorCondition.UnattachedHandle, $"Handle {handle} is not attached.");
        var deliveryId = fields.NextUInt32();
        fields.Next();
        var format = fields.NextUInt32();
        var settled = fields.NextBoolean();
        var more = fields.NextBoolean();
        fields.Next();
        fields.Next();
        fields.NextBoolean();
        var aborted = fields.NextBoolean();
        link.OnTransfer(new IncomingTransfer(deliveryId, format ?? 0, settled, more, aborted, frame[payload..]));
    }

    /// <summary>Settles a delivery that the client sent.</summary>
    /// <param name="outcome">The encoded outcome.</param>
    public void SettleIncoming(uint deliveryId, ReadOnlySpan<byte> outcome, bool coalesce) =>
        Connection.Output.WriteDisposition(Channel, receiver: true, deliveryId, outcome, coalesce);

    /// <summary>Ends the links whose claim has run out.</summary>
    public void DetachWithout(Func<string, bool> isAllowed)
    {
        foreach (var link in _links.Values.Where(link => link.RequiredClaim is { } path && !isAllowed(path)))
            Detach(link, ErrorCondition.UnauthorizedAccess, $"ExpiredToken: the claim for '{link.RequiredClaim}' has expired. Send a new token over $cbs.");
    }

    /// <summary>The session closed, or the connection under it: all links are gone.</summary>
    public void End()
    {
        _ended = true;
        foreach (var handle in _pendingAttaches.Keys)
        {
            if (_pendingAttaches.TryRemove(handle, out var pending)) pending.Cancel();
        }

        foreach (var link in _links.Values) link.MarkDetached();
        _links.Clear();
        lock (_outgoing)
        {
            _deliveries.Clear();
            _outgoing.Clear();
        }
    }

    private void SendEmptyAttach(Attach attach)
    {
        var reply = new Attach { LinkName = attach.LinkName, Handle = attach.Handle, Role = !attach.Role };
        if (!reply.Role) reply.InitialDeliveryCount = 0;
        Connection.Send(Channel, reply);
    }

    /// <summary>A flow with this session's windows; a link adds its own fields.</summary>
    public Flow Flow() => new()
    {
        NextIncomingId = _nextIncomingId, IncomingWindow = IncomingWindow, NextOutgoingId = NextOutgoingId, OutgoingWindow = int.MaxValue,
    };
}
