using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>Takes requests and answers each on the link that it names in reply-to.</summary>
internal abstract class RequestLink(AmqpSession session, Attach attach, ILogger logger) : IncomingLink(session, attach)
{
    protected override void OnMessage(IncomingDelivery delivery, ReadOnlySpan<byte> message)
    {
        Message request;
        try
        {
            var copy = message.ToArray();
            request = Message.Decode(new ByteBuffer(copy, 0, copy.Length, copy.Length));
        }
        catch (Exception e) when (e is AmqpException or InvalidCastException or ArgumentException or IndexOutOfRangeException)
        {
            Reject(delivery, ErrorCondition.DecodeError, "The request is not a valid AMQP message.");
            return;
        }

        Accept(delivery);
        try
        {
            Process(request);
        }
        catch (Exception e) when (e is InvalidCastException or KeyNotFoundException or FormatException or OverflowException or ProtocolException or ArgumentException or NullReferenceException)
        {
            // What a request holds is the client's: a field of a wrong type or a missing one is its mistake, and told as such.
            logger.RequestMalformed(e.GetType().Name);
            Malformed(request);
        }
    }

    /// <summary>Answers, now or later, with <see cref="Reply"/>.</summary>
    protected abstract void Process(Message request);

    protected abstract void Malformed(Message request);

    protected void Reply(Message request, Message reply)
    {
        reply.Properties = new Properties();
        if (request.Properties is { } properties)
        {
            // Ids keep their type: a client that sent a uuid looks for a uuid.
            if (properties.GetMessageId() is { } id) reply.Properties.SetCorrelationId(id);
            if (Session.Connection.Replies.Find(properties.ReplyTo) is { } link) link.Reply(reply);
            else logger.ReplyHasNoLink();
        }
    }
}
