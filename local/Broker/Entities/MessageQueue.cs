using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>A queue, a subscription or a dead-letter queue: messages with their locks, counts and times. All state belongs to one lock; messages are
/// sent, and callbacks made, outside it.</summary>
internal partial class MessageQueue : IMessageTarget, IDisposable
{
    private readonly Lock _gate = new();
    private readonly BrokerContext _context;
    private readonly SequenceIndex _messages = new();
    private readonly AvailableMessages _available = new();
    private readonly MessageQueue? _deadLetters;
    private long _lastSequence;
    private long _bytes;
    private int _deferred;
    private int _scheduled;

    public MessageQueue(int id, QueueSettings settings, BrokerContext context, MessageQueue? deadLetters)
    {
        (Id, Settings, _context, _deadLetters) = (id, settings, context, deadLetters);
        _timer = context.Time.CreateTimer(static queue => ((MessageQueue)queue!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The entity's key in the store.</summary>
    public int Id { get; }

    public QueueSettings Settings { get; }

    public MessageQueue? DeadLetters => _deadLetters;

    public int ActiveCount
    {
        get { lock (_gate) return _messages.Count - _deferred - _scheduled; }
    }

    public int DeferredCount
    {
        get { lock (_gate) return _deferred; }
    }

    public int ScheduledCount
    {
        get { lock (_gate) return _scheduled; }
    }

    /// <summary>Takes over a message that was stored before the broker started. Messages come in order.</summary>
    public void Restore(BrokerMessage message)
    {
        lock (_gate)
        {
            _lastSequence = Math.Max(_lastSequence, message.Sequence);
            Place(message, _context.Now);
        }
    }

    /// <summary>Sequence numbers go on where they ended before the restart.</summary>
    public void RestoreSequence(long last)
    {
        lock (_gate) _lastSequence = Math.Max(_lastSequence, last);
    }

    public void Dispose()
    {
        _timer.Dispose();
        GC.SuppressFinalize(this);
    }

    // Adds a stored message to the index and wherever its state puts it.
    private void Place(BrokerMessage message, long now)
    {
        _messages.Add(message);
        _bytes += message.Size;
        if (message.Content is not null && _context.Store.KeepsContent && !_context.Memory.TryTake(message.Size)) message.Content = null;
        switch (message.State)
        {
            case MessageState.Scheduled:
                _scheduled++;
                _schedule.Enqueue(message, message.ScheduledFor);
                ArmTimer(message.ScheduledFor, now);
                break;
            case MessageState.Deferred:
                _deferred++;
                break;
            default:
                Activate(message, now);
                break;
        }
    }

    private void Activate(BrokerMessage message, long now)
    {
        if (message.ExpiresAt != long.MaxValue)
        {
            _expiries.Enqueue(message, message.ExpiresAt);
            ArmTimer(message.ExpiresAt, now);
        }

        MakeAvailable(message);
    }

    private void MakeAvailable(BrokerMessage message)
    {
        if (!Settings.RequiresSession)
        {
            _available.Add(message);
            return;
        }

        var session = SessionOf(message.SessionId ?? "");
        session.Available.Add(message);
        MarkReady(session);
    }

    // Takes a message out for good. What is stored of it is the caller's business.
    private void Remove(BrokerMessage message)
    {
        _messages.Remove(message);
        message.IsAvailable = false;
        _bytes -= message.Size;
        if (message.Content is not null && _context.Store.KeepsContent) _context.Memory.Return(message.Size);
        if (message.State == MessageState.Deferred) _deferred--;
        if (message.State == MessageState.Scheduled) _scheduled--;
        if (message.ExpiresAt != long.MaxValue) ForgetExpiry();
        message.Content = null;
        ForgetSessionIfEmpty(message.SessionId);
    }

    private byte[]? ContentOf(BrokerMessage message) => message.Content ?? _context.Store.ReadContent(message.StoreId);
}
