using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Holds the handle of a refused attach until the client has confirmed the detach; what the client sends meanwhile is lost on purpose.</summary>
internal sealed class RefusedLink : AmqpLink
{
    public RefusedLink(AmqpSession session, Attach attach) : base(session, attach) => MarkDetached();

    public override void OnTransfer(IncomingTransfer transfer)
    {
    }
}
