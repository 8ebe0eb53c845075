namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A receiver at a queue. Its credit belongs to the queue's lock; the methods are called outside it.</summary>
internal abstract class Consumer
{
    /// <summary>How many messages it still takes.</summary>
    public uint Credit { get; set; }

    /// <summary>How many were sent to it, or drained away; wraps.</summary>
    public uint DeliveryCount { get; set; }

    /// <summary>It wants what there is at once, and its credit back for the rest.</summary>
    public bool Drains { get; set; }

    /// <summary>The session it holds, at an entity with sessions.</summary>
    public MessageSession? Session { get; set; }

    /// <summary>Messages leave the queue when they are sent (receive and delete).</summary>
    public abstract bool DeletesOnReceive { get; }

    /// <summary>It has credit but cannot take bytes now; it calls <see cref="MessageQueue.Dispatch"/> when it can.</summary>
    public abstract bool IsCongested { get; }

    /// <returns>False when it has gone.</returns>
    public abstract bool Deliver(BrokerMessage message, byte[] content, Guid lockToken, long lockedUntil);

    /// <summary>Its credit was used up without messages.</summary>
    public abstract void Drained(uint deliveryCount);

    /// <summary>Its session's lock ran out.</summary>
    public abstract void SessionLost();
}
