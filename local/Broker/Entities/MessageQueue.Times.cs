using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    private readonly ITimer _timer;
    private readonly LinkedList<BrokerMessage> _locks = new();
    private readonly PriorityQueue<BrokerMessage, long> _schedule = new();
    private PriorityQueue<BrokerMessage, long> _expiries = new();
    private int _goneExpiries;
    private long _armedFor = long.MaxValue;

    /// <summary>Prolongs locks by the lock duration.</summary>
    /// <returns>When they now end, in UTC ticks; null when any was lost.</returns>
    public long[]? RenewLocks(IReadOnlyList<Guid> lockTokens)
    {
        lock (_gate)
        {
            var now = _context.Now;
            var until = new long[lockTokens.Count];
            for (var i = 0; i < until.Length; i++)
            {
                if (!TryGetLocked(lockTokens[i], out var message)) return null;
                if (message.LockNode is not null) Lock(message, message.LockToken, now, null);
                until[i] = message.LockedUntil;
            }

            return until;
        }
    }

    // All locks of a queue last equally long, so the list is in the order in which they end.
    private void Lock(BrokerMessage message, Guid token, long now, MessageSession? session)
    {
        message.LockToken = token;
        if (session is not null)
        {
            message.LockedUntil = session.LockedUntil;
            session.Locked.Add(message);
            return;
        }

        message.LockedUntil = now + Settings.LockDuration.Ticks;
        if (message.LockNode is { } node) _locks.Remove(node);
        else message.LockNode = new LinkedListNode<BrokerMessage>(message);
        _locks.AddLast(message.LockNode);
        ArmTimer(message.LockedUntil, now);
    }

    private void Unlock(BrokerMessage message)
    {
        message.LockToken = Guid.Empty;
        message.LockedUntil = 0;
        if (message.LockNode is { } node)
        {
            _locks.Remove(node);
            message.LockNode = null;
        }
        else if (message.SessionId is { } id && _sessions.TryGetValue(id, out var session))
        {
            session.Locked.Remove(message);
        }
    }

    private void Expire(BrokerMessage message)
    {
        message.IsAvailable = false;
        if (Settings.DeadLetterOnExpiration && _deadLetters is not null)
        {
            MoveToDeadLetters(message, "TTLExpiredException", "The message expired and was dead lettered.", new Dictionary<string, object?>(), static _ => { });
            return;
        }

        Remove(message);
        _context.Store.Append(new StoreChange(transaction => transaction.Delete(message.StoreId), static _ => { }) { MustSucceed = true });
    }

    private void Tick()
    {
        List<Consumer> lost = [];
        List<SessionRequest> timedOut = [];
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = _context.Now;
            EndLocks(now);
            EndSessions(now, lost, timedOut);
            ActivateScheduled(now);
            EndLives(now);
            if (_locks.First is { } first) ArmTimer(first.Value.LockedUntil, now);
            if (_schedule.TryPeek(out _, out var scheduled)) ArmTimer(scheduled, now);
            if (_expiries.TryPeek(out _, out var expiry)) ArmTimer(expiry, now);
            ArmForSessions(now);
        }

        foreach (var consumer in lost) consumer.SessionLost();
        foreach (var request in timedOut) request.TimedOut();
        Dispatch();
    }

    private void EndLocks(long now)
    {
        while (_locks.First is { Value: var message } && message.LockedUntil <= now)
        {
            Unlock(message);
            FailDelivery(message, new Dictionary<string, object?>(), static _ => { });
        }
    }

    private void ActivateScheduled(long now)
    {
        while (_schedule.TryPeek(out var message, out var due) && due <= now)
        {
            _schedule.Dequeue();
            if (message.State != MessageState.Scheduled) continue;
            _scheduled--;
            message.State = MessageState.Active;
            message.EnqueuedAt = now;
            Save(message, null, static _ => { });
            Activate(message, now);
        }
    }

    // A locked message does not expire; it is looked at again when its lock ends. A deferred one is looked at when it is asked for.
    private void EndLives(long now)
    {
        while (_expiries.TryPeek(out var message, out var due) && due <= now)
        {
            _expiries.Dequeue();
            if (message.IsAvailable && message.ExpiresAt <= now) Expire(message);
            else if (!_messages.TryGet(message.Sequence, out _)) _goneExpiries--;
        }
    }

    // Messages that left before their time would otherwise stay in memory until it comes.
    private void ForgetExpiry()
    {
        if (++_goneExpiries < 1000 || _goneExpiries < _expiries.Count / 2) return;
        _goneExpiries = 0;
        _expiries = new PriorityQueue<BrokerMessage, long>(
            _expiries.UnorderedItems.Where(item => _messages.TryGet(item.Element.Sequence, out var current) && current == item.Element));
    }

    /// <summary>Entries that wait for a time to live to end, also of messages that have left.</summary>
    internal int PendingExpiries
    {
        get { lock (_gate) return _expiries.Count; }
    }

    private void ArmTimer(long due, long now)
    {
        if (due >= _armedFor) return;
        _armedFor = due;
        // A little late rather than a little early, and within what a timer can wait.
        var wait = Math.Clamp(due - now, 0, TimeSpan.TicksPerDay) + TimeSpan.TicksPerMillisecond;
        _timer.Change(TimeSpan.FromTicks(wait), Timeout.InfiniteTimeSpan);
    }
}
