using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Decides what an attach of a client leads to.</summary>
internal interface ILinkRouter
{
    /// <summary>Answers the attach, now or later, with <see cref="AmqpSession.Accept"/> or <see cref="AmqpSession.Refuse"/>.</summary>
    void Attach(AmqpSession session, Attach attach);
}
