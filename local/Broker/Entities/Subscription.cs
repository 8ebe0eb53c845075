namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A topic's subscription: a queue that gets copies of the messages its rules let through.</summary>
internal sealed class Subscription(int id, QueueSettings settings, BrokerContext context, MessageQueue deadLetters) : MessageQueue(id, settings, context, deadLetters)
{
}
