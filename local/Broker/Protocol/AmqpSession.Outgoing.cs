using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

internal sealed partial class AmqpSession
{
    private static readonly byte[] AcceptedState = [0x00, 0x53, 0x24, 0x45];

    // Everything below is touched under the lock of _outgoing, which is taken before the output's gate and never the other way round.
    private readonly Queue<OutgoingTransfer> _outgoing = new();
    private readonly Dictionary<uint, OutgoingDelivery> _deliveries = [];
    private uint _nextDeliveryId;
    private uint _window = begin.IncomingWindow;

    public uint NextOutgoingId { get; private set; }

    /// <summary>True while the client's window or its socket is full: it gets nothing new until it has caught up.</summary>
    public bool IsCongested => Connection.Output.IsCongested || Volatile.Read(ref _waiting) > 0;

    private int _waiting;

    /// <summary>Sends a message. What does not fit the client's window now follows when it opens.</summary>
    /// <param name="link">The link it goes over.</param>
    /// <param name="tag">The delivery tag; also the lock token of a delivery that waits for its settlement.</param>
    /// <param name="settled">True when no settlement is expected.</param>
    /// <param name="head">Header and annotations, copied before the call returns.</param>
    /// <param name="body">The rest of the message.</param>
    public void Send(OutgoingLink link, Guid tag, bool settled, ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body)
    {
        lock (_outgoing)
        {
            if (_ended) return;
            var id = _nextDeliveryId++;
            if (!settled) _deliveries[id] = new OutgoingDelivery(id, link, tag);
            var transfer = new OutgoingTransfer(link.Handle, id, tag, settled);
            if (_outgoing.Count == 0 && TryWrite(transfer, head, body)) return;
            transfer.Keep(head, body);
            _outgoing.Enqueue(transfer);
            Volatile.Write(ref _waiting, _outgoing.Count);
        }
    }

    public void OnFlow(Flow flow)
    {
        var caughtUp = false;
        lock (_outgoing)
        {
            _window = WindowAfter(flow.HasField(0) ? flow.NextIncomingId : 0, flow.IncomingWindow, NextOutgoingId);
            while (_outgoing.TryPeek(out var transfer) && TryWrite(transfer, transfer.Head, transfer.Body))
            {
                _outgoing.Dequeue();
                caughtUp = _outgoing.Count == 0;
            }

            Volatile.Write(ref _waiting, _outgoing.Count);
        }

        if (caughtUp) Resume();
        if (flow.HasHandle)
        {
            if (_pendingAttaches.TryGetValue(flow.Handle, out var pending))
            {
                pending.Keep(flow);
                // Had the attach been answered meanwhile, nobody else would hand the flow on.
                if (_pendingAttaches.ContainsKey(flow.Handle) || pending.TakeFlow() is null) return;
            }

            if (!_links.TryGetValue(flow.Handle, out var link)) throw new ProtocolException(ErrorCondition.UnattachedHandle, $"Handle {flow.Handle} is not attached.");
            link.OnFlow(flow);
        }
        else if (flow.Echo)
        {
            Connection.Send(Channel, Flow());
        }
    }

    /// <summary>How many more transfers the peer takes. Clients announce windows up to 2^32-1 and may be behind what is already on its way to them, so the
    /// difference is taken as a serial number: it must neither wrap to nothing nor to everything.</summary>
    internal static uint WindowAfter(uint nextIncomingId, uint incomingWindow, uint nextOutgoingId)
    {
        if (incomingWindow >= int.MaxValue) return int.MaxValue;
        var open = (int)(nextIncomingId + incomingWindow - nextOutgoingId);
        return open < 0 ? 0 : (uint)open;
    }

    public void OnDisposition(ReadOnlySpan<byte> frame, int performative)
    {
        var fields = new FieldReader(frame, performative);
        var isReceiver = fields.NextBoolean();
        var first = fields.NextUInt32() ?? throw new ProtocolException(ErrorCondition.InvalidField, "A disposition needs its first delivery.");
        var last = fields.NextUInt32() ?? first;
        var settled = fields.NextBoolean();
        var state = fields.Next();
        // A sender that settles first only repeats what we told it.
        if (!isReceiver) return;
        var outcome = IsAccepted(state) ? Outcomes.Accepted : state.IsEmpty ? null : Performatives.Decode(state) as DeliveryState;
        if (last - first > int.MaxValue) throw new ProtocolException(ErrorCondition.InvalidField, "The disposition's range is reversed.");
        foreach (var id in UnsettledBetween(first, last)) OnDisposition(id, outcome, settled);
    }

    /// <summary>Answers a client's disposition with ours.</summary>
    public void SettleOutgoing(uint deliveryId, ReadOnlySpan<byte> outcome, bool coalesce) =>
        Connection.Output.WriteDisposition(Channel, receiver: false, deliveryId, outcome, coalesce);

    /// <summary>Lets the links send again after the client has caught up.</summary>
    public void Resume()
    {
        foreach (var link in _links.Values) link.OnResumed();
    }

    private static bool IsAccepted(ReadOnlySpan<byte> state) => state.SequenceEqual(AcceptedState) || state.SequenceEqual(Outcomes.AcceptedWithEmptyList);

    // A client may attach and detach for days within one session.
    private void ForgetDeliveries(AmqpLink link)
    {
        lock (_outgoing)
        {
            foreach (var id in _deliveries.Where(pair => pair.Value.Link == link).Select(pair => pair.Key).ToArray()) _deliveries.Remove(id);
        }
    }

    private uint[] UnsettledBetween(uint first, uint last)
    {
        if (first == last) return [first];
        lock (_outgoing)
        {
            // A client may name a range far larger than what it holds.
            if (last - first > _deliveries.Count) return [.. _deliveries.Keys.Where(id => id - first <= last - first).Order()];
        }

        var ids = new uint[last - first + 1];
        for (var i = 0; i < ids.Length; i++) ids[i] = first + (uint)i;
        return ids;
    }

    private void OnDisposition(uint id, DeliveryState? outcome, bool settled)
    {
        OutgoingDelivery? delivery;
        lock (_outgoing)
        {
            if (!_deliveries.TryGetValue(id, out delivery)) return;
            if (settled || outcome is Outcome) _deliveries.Remove(id);
        }

        delivery.Link.OnDisposition(delivery, outcome, settled);
    }

    private bool TryWrite(OutgoingTransfer transfer, ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body)
    {
        while (_window > 0)
        {
            _window--;
            NextOutgoingId++;
            if (transfer.WriteFrame(Connection.Output, Channel, Connection.PeerMaxFrameSize, head, body.Span)) return true;
        }

        return false;
    }
}
