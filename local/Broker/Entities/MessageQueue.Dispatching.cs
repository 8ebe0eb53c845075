using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    private const int BatchSize = 64;

    private readonly List<Consumer> _consumers = [];
    private int _turn;
    private int _dispatchRequests;

    public void AddConsumer(Consumer consumer)
    {
        lock (_gate) _consumers.Add(consumer);
    }

    /// <summary>A receiver left. Its locks stay until they run out, as in Service Bus; a session is given back at once.</summary>
    public void RemoveConsumer(Consumer consumer)
    {
        lock (_gate)
        {
            _consumers.Remove(consumer);
            if (consumer.Session is { } session) ReleaseSession(session, consumer);
        }

        Dispatch();
    }

    /// <summary>A receiver said how far it may be sent to.</summary>
    /// <param name="limit">The delivery count up to which it takes messages.</param>
    public void SetCredit(Consumer consumer, uint limit, bool drains)
    {
        lock (_gate)
        {
            var credit = (int)(limit - consumer.DeliveryCount);
            consumer.Credit = credit > 0 ? (uint)credit : 0;
            consumer.Drains = drains;
        }

        Dispatch();
    }

    /// <summary>Sends what can be sent. Only one caller works at a time, which keeps the order; a call meanwhile makes it look again.</summary>
    public void Dispatch()
    {
        if (Interlocked.Increment(ref _dispatchRequests) != 1) return;
        List<Delivery> batch = new(BatchSize);
        List<Consumer> drained = [];
        int seen;
        do
        {
            seen = Volatile.Read(ref _dispatchRequests);
            do
            {
                batch.Clear();
                lock (_gate)
                {
                    Take(batch);
                    if (batch.Count == 0) Drain(drained);
                }

                foreach (var delivery in batch) Deliver(delivery);
            }
            while (batch.Count > 0);

            foreach (var consumer in drained) consumer.Drained(consumer.DeliveryCount);
            drained.Clear();
        }
        while (Interlocked.Add(ref _dispatchRequests, -seen) != 0);
    }

    private void Take(List<Delivery> batch)
    {
        var now = _context.Now;
        while (batch.Count < BatchSize && NextReady() is { } consumer)
        {
            var source = consumer.Session?.Available ?? _available;
            if (!source.TryTake(out var message)) break;
            if (message.ExpiresAt <= now)
            {
                Expire(message);
                continue;
            }

            consumer.Credit--;
            consumer.DeliveryCount++;
            batch.Add(Assign(consumer, message, now));
        }
    }

    // Receivers take turns.
    private Consumer? NextReady()
    {
        for (var i = 0; i < _consumers.Count; i++)
        {
            _turn = (_turn + 1) % _consumers.Count;
            var consumer = _consumers[_turn];
            if (consumer.Credit > 0 && !consumer.IsCongested && HasMessageFor(consumer)) return consumer;
        }

        return null;
    }

    private bool HasMessageFor(Consumer consumer) =>
        Settings.RequiresSession ? consumer.Session?.Available.TryPeek(out _) == true : _available.TryPeek(out _);

    private Delivery Assign(Consumer consumer, BrokerMessage message, long now)
    {
        var token = _context.Ids.NextLockToken(message.Sequence);
        var content = message.Content;
        if (consumer.DeletesOnReceive)
        {
            content ??= ContentOf(message);
            Remove(message);
            _context.Store.Append(new StoreChange(transaction => transaction.Delete(message.StoreId), _ => { }) { MustSucceed = true });
            return new Delivery(consumer, message, content, token, 0);
        }

        Lock(message, token, now, consumer.Session);
        return new Delivery(consumer, message, content, token, message.LockedUntil);
    }

    private void Deliver(Delivery delivery)
    {
        var content = delivery.Content ?? _context.Store.ReadContent(delivery.Message.StoreId);
        if (content is null)
        {
            _context.Logger.ContentMissing(delivery.Message.StoreId, Settings.Path);
            return;
        }

        if (delivery.Consumer.Deliver(delivery.Message, content, delivery.LockToken, delivery.LockedUntil)) return;
        // It left between our decision and the sending: it never saw the message.
        Settle(delivery.LockToken, new Settlement.Release(), static _ => { });
    }

    private void Drain(List<Consumer> drained)
    {
        foreach (var consumer in _consumers)
        {
            if (!consumer.Drains || (consumer.Credit > 0 && consumer.IsCongested)) continue;
            consumer.DeliveryCount += consumer.Credit;
            consumer.Credit = 0;
            consumer.Drains = false;
            drained.Add(consumer);
        }
    }

    private readonly record struct Delivery(Consumer Consumer, BrokerMessage Message, byte[]? Content, Guid LockToken, long LockedUntil);
}
