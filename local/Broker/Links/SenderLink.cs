using Amqp.Framing;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>A client's sender at a queue or topic. A message is accepted when it is on disk.</summary>
internal sealed class SenderLink(AmqpSession session, Attach attach, IMessageTarget target, MessageParser parser) : IncomingLink(session, attach)
{
    protected override void OnMessage(IncomingDelivery delivery, ReadOnlySpan<byte> message)
    {
        List<ReceivedMessage> received;
        try
        {
            received = parser.ParseTransfer(delivery.Format, message);
        }
        catch (Exception e) when (e is ProtocolException or ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidCastException or global::Amqp.AmqpException)
        {
            Reject(delivery, ErrorCondition.DecodeError, "The message is not a valid AMQP message.");
            return;
        }

        target.Send(received, refusal =>
        {
            if (refusal is null) Accept(delivery);
            else Reject(delivery, refusal.Condition, refusal.Description);
        });
    }
}
