using MedRecCloud.Local.Broker.Filters;
using MedRecCloud.Local.Broker.Messages;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Copies what is sent to it to its subscriptions. It is a queue with one receiver of its own, so that scheduling, duplicate detection and
/// durability are those of queues.</summary>
internal sealed class Topic : IMessageTarget
{
    private readonly MessageQueue _inbox;
    private readonly IReadOnlyList<Subscription> _subscriptions;

    public Topic(string path, MessageQueue inbox, IReadOnlyList<Subscription> subscriptions) =>
        (Path, _inbox, _subscriptions) = (path, inbox, subscriptions);

    public string Path { get; }

    /// <summary>Begins to copy, also what an earlier run left uncopied.</summary>
    public void Start()
    {
        var copier = new Copier(this);
        _inbox.AddConsumer(copier);
        _inbox.SetCredit(copier, int.MaxValue, drains: false);
    }

    public long[] Send(IReadOnlyList<ReceivedMessage> received, Action<Refusal?> done, long? scheduledFor = null)
    {
        // A full subscription stops its topic, as in Service Bus: nobody's copy is dropped.
        if (_subscriptions.Select(subscription => subscription.CheckRoom(received)).FirstOrDefault(refusal => refusal is not null) is not { } full)
            return _inbox.Send(received, done, scheduledFor);
        done(full);
        return [];
    }

    public bool CancelScheduled(IReadOnlyList<long> sequences, Action done) => _inbox.CancelScheduled(sequences, done);

    private void Copy(BrokerMessage message, byte[] content, Guid lockToken)
    {
        var filtered = new FilteredMessage(content);
        List<MessageQueue.Copy> copies = [];
        foreach (var subscription in _subscriptions.Where(subscription => subscription.Takes(filtered)))
        {
            if (!subscription.Settings.RequiresSession || message.SessionId is not null)
            {
                copies.Add(new MessageQueue.Copy(subscription, content, null));
                continue;
            }

            var dead = MessageSections.WithApplicationProperties(content, new Dictionary<string, object?>
            {
                ["DeadLetterReason"] = "Session ID is null",
                ["DeadLetterErrorDescription"] = "Session enabled entity doesn't allow a message whose session identifier is null.",
            });
            copies.Add(new MessageQueue.Copy(subscription.DeadLetters!, dead, subscription.Settings.Path));
        }

        _inbox.Forward(lockToken, copies);
    }

    private sealed class Copier(Topic topic) : Consumer
    {
        public override bool DeletesOnReceive => false;

        public override bool IsCongested => false;

        public override bool Deliver(BrokerMessage message, byte[] content, Guid lockToken, long lockedUntil)
        {
            topic.Copy(message, content, lockToken);
            if (Credit < int.MaxValue / 2) topic._inbox.SetCredit(this, DeliveryCount + int.MaxValue, drains: false);
            return true;
        }

        public override void Drained(uint deliveryCount)
        {
        }

        public override void SessionLost()
        {
        }
    }
}
