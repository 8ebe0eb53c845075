using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>A link over which the client receives.</summary>
internal abstract class OutgoingLink(AmqpSession session, Attach attach) : AmqpLink(session, attach)
{
    /// <summary>The client expects messages that are settled already (receive and delete).</summary>
    public bool SendsSettled { get; } = attach.SndSettleMode == SenderSettleMode.Settled;

    /// <summary>The client said what became of a delivery.</summary>
    /// <param name="outcome">Null when it only settled without saying how.</param>
    public virtual void OnDisposition(OutgoingDelivery delivery, DeliveryState? outcome, bool settled)
    {
    }

    protected void SendFlow(uint deliveryCount, uint credit, bool drain)
    {
        var flow = Session.Flow();
        flow.Handle = Handle;
        flow.DeliveryCount = deliveryCount;
        flow.LinkCredit = credit;
        flow.Available = 0;
        flow.Drain = drain;
        Session.Connection.Send(Session.Channel, flow);
    }
}
