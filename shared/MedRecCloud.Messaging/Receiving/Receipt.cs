using Amqp.Handler;

namespace MedRecCloud.Messaging;

/// <summary>Ties a message to the link that delivered it, through which it is settled at most once.</summary>
internal sealed class Receipt(ReceivingLink link, IDelivery delivery)
{
    private int _used;

    public ReceivingLink Link => link;

    public IDelivery Delivery => delivery;

    /// <summary>True for the first attempt to settle while the link stands. Later attempts go by lock token, so that nothing is settled twice over the link.</summary>
    public bool TryUse() => link.IsOpen && Interlocked.Exchange(ref _used, 1) == 0;
}
