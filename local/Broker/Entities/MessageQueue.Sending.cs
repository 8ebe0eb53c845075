using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    // Message ids within the duplicate detection window, oldest first in _historyOrder.
    private readonly Dictionary<string, long> _history = [];
    private readonly Queue<(string MessageId, long Until)> _historyOrder = new();

    /// <summary>Why messages would be refused; null when they may come.</summary>
    public Refusal? Check(IReadOnlyList<ReceivedMessage> received)
    {
        if (Settings.RequiresSession && received.Any(message => message.SessionId is null))
            return new Refusal(ErrorCondition.NotAllowed, "The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.");
        return CheckRoom(received);
    }

    /// <summary>Why messages would be refused for their size; null when there is room.</summary>
    public Refusal? CheckRoom(IReadOnlyList<ReceivedMessage> received)
    {
        lock (_gate)
        {
            return _bytes + received.Sum(message => (long)message.Content.Length) > Settings.MaxSizeInBytes
                ? new Refusal(ErrorCondition.ResourceLimitExceeded, $"The maximum entity size of {Settings.MaxSizeInBytes} bytes has been reached for '{Settings.Path}'.")
                : null;
        }
    }

    /// <summary>Takes messages in. They can be received, and the sender is told, when they are on disk.</summary>
    /// <param name="done">Called once: null when all are on disk.</param>
    /// <returns>Their sequence numbers; 0 for a duplicate.</returns>
    public long[] Send(IReadOnlyList<ReceivedMessage> received, Action<Refusal?> done, long? scheduledFor = null)
    {
        if (Check(received) is { } refusal)
        {
            done(refusal);
            return [];
        }

        lock (_gate)
        {
            var now = _context.Now;
            var numbers = new long[received.Count];
            List<(BrokerMessage Message, byte[] Content)> accepted = new(received.Count);
            for (var i = 0; i < received.Count; i++)
            {
                if (IsDuplicate(received[i].MessageId, now)) continue;
                var message = Create(received[i], now, scheduledFor ?? received[i].ScheduledFor);
                numbers[i] = message.Sequence;
                accepted.Add((message, received[i].Content));
            }

            // A duplicate also waits its turn: it is acknowledged when the message it repeats is on disk, not before.
            var remembered = Settings.DuplicateDetectionWindow is { } window ? (now + window.Ticks) : 0;
            _context.Store.Append(new StoreChange(
                transaction =>
                {
                    foreach (var (message, content) in accepted)
                    {
                        transaction.Insert(Id, message, content, message.State, message.EnqueuedAt);
                        if (remembered > 0) transaction.RememberMessageId(Id, message.MessageId, remembered);
                    }
                },
                failure =>
                {
                    if (failure is null) Publish(accepted);
                    else ForgetDuplicates(accepted);
                    done(failure is null ? null : new Refusal(ErrorCondition.ServerBusy, "The message could not be written to disk. It was not taken; try again."));
                })
            { Bytes = accepted.Sum(each => each.Content.Length) });
            return numbers;
        }
    }

    /// <summary>Takes back a message id from the duplicate detection of an earlier run.</summary>
    public void RestoreMessageId(string messageId, long until)
    {
        lock (_gate)
        {
            _history[messageId] = until;
            _historyOrder.Enqueue((messageId, until));
        }
    }

    private BrokerMessage Create(ReceivedMessage received, long now, long? scheduledFor)
    {
        var sequence = ++_lastSequence;
        var isScheduled = scheduledFor > now;
        return new BrokerMessage
        {
            StoreId = _context.Store.NextId(), Sequence = sequence, EnqueuedSequence = sequence, MessageId = received.MessageId, SessionId = received.SessionId,
            Size = received.Content.Length, EnqueuedAt = now, TimeToLiveMs = Shorter(received.TimeToLive, Settings.DefaultTimeToLive),
            State = isScheduled ? MessageState.Scheduled : MessageState.Active, ScheduledFor = isScheduled ? scheduledFor!.Value : 0,
        };
    }

    private static uint? Shorter(TimeSpan? one, TimeSpan? other)
    {
        var shorter = one is null ? other : other is null || one < other ? one : other;
        return shorter is { TotalMilliseconds: < uint.MaxValue } timeToLive ? (uint)timeToLive.TotalMilliseconds : null;
    }

    private void Publish(List<(BrokerMessage Message, byte[] Content)> accepted)
    {
        lock (_gate)
        {
            var now = _context.Now;
            foreach (var (message, content) in accepted)
            {
                message.Content = content;
                Place(message, now);
            }
        }

        Dispatch();
    }

    private bool IsDuplicate(string messageId, long now)
    {
        if (Settings.DuplicateDetectionWindow is not { } window) return false;
        var isTrimmed = false;
        while (_historyOrder.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _historyOrder.Dequeue();
            if (_history.TryGetValue(oldest.MessageId, out var until) && until == oldest.Until) isTrimmed |= _history.Remove(oldest.MessageId);
        }

        if (isTrimmed) _context.Store.Append(new StoreChange(transaction => transaction.ForgetMessageIds(Id, now), _ => { }));
        if (!_history.TryAdd(messageId, now + window.Ticks)) return true;
        _historyOrder.Enqueue((messageId, now + window.Ticks));
        return false;
    }

    private void ForgetDuplicates(List<(BrokerMessage Message, byte[] Content)> failed)
    {
        if (Settings.DuplicateDetectionWindow is null) return;
        lock (_gate)
        {
            foreach (var (message, _) in failed) _history.Remove(message.MessageId);
        }
    }
}
