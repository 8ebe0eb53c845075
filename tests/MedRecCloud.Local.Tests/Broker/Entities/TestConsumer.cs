using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Tests.Broker.Entities;

/// <summary>Writes down what it is sent.</summary>
internal sealed class TestConsumer(MessageQueue queue, bool deletes) : Consumer
{
    public List<TestDelivery> Received { get; } = [];

    public IEnumerable<string> Ids => Received.Select(delivery => delivery.MessageId);

    public int DrainsAnswered { get; private set; }

    public bool HasLostItsSession { get; private set; }

    public bool IsBusy { get; set; }

    public bool HasLeft { get; set; }

    public override bool DeletesOnReceive => deletes;

    public override bool IsCongested => IsBusy;

    public void Grant(uint credit, bool drain = false) => queue.SetCredit(this, DeliveryCount + credit, drain);

    public override bool Deliver(BrokerMessage message, byte[] content, Guid lockToken, long lockedUntil)
    {
        if (HasLeft) return false;
        Received.Add(new TestDelivery(message.MessageId, lockToken, message.DeliveryCount, content, message));
        return true;
    }

    public override void Drained(uint deliveryCount) => DrainsAnswered++;

    public override void SessionLost() => HasLostItsSession = true;
}
