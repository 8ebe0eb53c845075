using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Takes the replies to a client's requests over $cbs or $management.</summary>
internal sealed class ReplyLink : OutgoingLink
{
    private readonly Queue<Message> _waiting = new();
    private uint _credit;
    private uint _deliveryCount;

    public ReplyLink(AmqpSession session, Attach attach) : base(session, attach)
    {
        var target = (attach.Target as Target)?.Address;
        Names = string.IsNullOrEmpty(target) || target == Name ? [Name] : [Name, target];
    }

    public IReadOnlyList<string> Names { get; }

    public void Reply(Message message)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(message);
            SendWaiting();
        }
    }

    public override void OnFlow(Flow flow)
    {
        lock (_waiting)
        {
            var credit = (int)((flow.HasField(5) ? flow.DeliveryCount : 0) + flow.LinkCredit - _deliveryCount);
            _credit = credit > 0 ? (uint)credit : 0;
            SendWaiting();
            if (!flow.Drain) return;
            _deliveryCount += _credit;
            _credit = 0;
            SendFlow(_deliveryCount, 0, drain: true);
        }
    }

    public override void OnDisposition(OutgoingDelivery delivery, DeliveryState? outcome, bool settled)
    {
        if (!settled) Session.SettleOutgoing(delivery.Id, Outcomes.AcceptedBytes, coalesce: true);
    }

    public override void OnAttached() => Session.Connection.Replies.Add(this);

    protected override void OnDetached() => Session.Connection.Replies.Remove(this);

    private void SendWaiting()
    {
        while (_credit > 0 && _waiting.TryDequeue(out var message))
        {
            _credit--;
            _deliveryCount++;
            var buffer = message.Encode();
            Session.Send(this, new Guid(_deliveryCount, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), SendsSettled, [], buffer.Buffer.AsMemory(buffer.Offset, buffer.Length));
        }
    }
}
