using System.Buffers;
using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>A client's receiver at a queue.</summary>
internal sealed class ReceiverLink : OutgoingLink
{
    private readonly MessageQueue _queue;

    public ReceiverLink(AmqpSession session, Attach attach, MessageQueue queue) : base(session, attach)
    {
        _queue = queue;
        Consumer = new LinkConsumer(this);
    }

    /// <summary>How the queue sees this receiver.</summary>
    public Consumer Consumer { get; }

    public override void OnAttached() => _queue.AddConsumer(Consumer);

    public override void OnFlow(Flow flow)
    {
        _queue.SetCredit(Consumer, (flow.HasField(5) ? flow.DeliveryCount : 0) + flow.LinkCredit, flow.Drain);
        if (flow.Echo && !flow.Drain) SendFlow(Consumer.DeliveryCount, Consumer.Credit, drain: false);
    }

    public override void OnResumed() => _queue.Dispatch();

    public override void OnDisposition(OutgoingDelivery delivery, DeliveryState? outcome, bool settled)
    {
        if (SettlementOf(outcome) is not { } settlement)
        {
            if (!settled) Session.SettleOutgoing(delivery.Id, Outcomes.Rejected(ErrorCondition.NotImplemented, "This broker does not know transactions."), coalesce: false);
            return;
        }

        _queue.Settle(delivery.LockToken, settlement, refusal =>
        {
            if (!settled) Confirm(delivery.Id, outcome, refusal);
        });
    }

    protected override void OnDetached() => _queue.RemoveConsumer(Consumer);

    private void Confirm(uint deliveryId, DeliveryState? outcome, Refusal? refusal)
    {
        if (refusal is not null) Session.SettleOutgoing(deliveryId, Outcomes.Rejected(refusal.Condition, refusal.Description), coalesce: false);
        else if (outcome is Modified modified) Session.SettleOutgoing(deliveryId, Outcomes.Modified(Bare(modified)), coalesce: false);
        else Session.SettleOutgoing(deliveryId, outcome is Accepted ? Outcomes.AcceptedBytes : outcome is Rejected ? Outcomes.RejectedBytes : Outcomes.ReleasedBytes, coalesce: true);
    }

    private static Modified Bare(Modified modified)
    {
        var bare = new Modified();
        if (modified.HasField(0)) bare.DeliveryFailed = modified.DeliveryFailed;
        if (modified.HasField(1)) bare.UndeliverableHere = modified.UndeliverableHere;
        return bare;
    }

    // Null for a state that settles nothing, such as one within a transaction.
    private static Settlement? SettlementOf(DeliveryState? outcome) => outcome switch
    {
        Accepted => Settlement.Complete.Instance,
        Modified { UndeliverableHere: true } modified => new Settlement.Defer { Properties = Values(modified.MessageAnnotations) },
        Modified modified => new Settlement.Abandon { Properties = Values(modified.MessageAnnotations) },
        Released or null => new Settlement.Release(),
        Rejected rejected => DeadLetterOf(rejected.Error),
        _ => null,
    };

    private static Settlement.DeadLetter DeadLetterOf(Error? error)
    {
        // .NET sends the keys as symbols, JavaScript as strings.
        var info = Values(error?.Info);
        var reason = info.GetValueOrDefault("DeadLetterReason") as string;
        var description = info.GetValueOrDefault("DeadLetterErrorDescription") as string;
        if (error?.Condition is not null && error.Condition.ToString() != ErrorCondition.DeadLetter) (reason, description) = (reason ?? error.Condition, description ?? error.Description);
        return new Settlement.DeadLetter(reason, description)
        {
            Properties = info.Where(pair => pair.Key is not ("DeadLetterReason" or "DeadLetterErrorDescription")).ToDictionary(),
        };
    }

    private static Dictionary<string, object?> Values(Map? map) => map is null ? [] : map.ToDictionary(pair => pair.Key.ToString()!, pair => (object?)pair.Value);

    private sealed class LinkConsumer(ReceiverLink link) : Consumer
    {
        public override bool DeletesOnReceive => link.SendsSettled;

        public override bool IsCongested => link.Session.IsCongested;

        public override bool Deliver(BrokerMessage message, byte[] content, Guid lockToken, long lockedUntil)
        {
            if (link.IsDetached) return false;
            var buffer = ArrayPool<byte>.Shared.Rent(MessageHead.MaxLength(message, content));
            var length = MessageHead.Write(buffer, message, content, lockedUntil);
            link.Session.Send(link, lockToken, link.SendsSettled, buffer.AsSpan(0, length), content.AsMemory(MessageContent.SectionsAt(content)));
            ArrayPool<byte>.Shared.Return(buffer);
            return true;
        }

        public override void Drained(uint deliveryCount) => link.SendFlow(deliveryCount, 0, drain: true);

        public override void SessionLost() => link.Session.Detach(link, ErrorCondition.SessionLockLost, "The session lock has expired on the message session. Accept a new session.");
    }
}
