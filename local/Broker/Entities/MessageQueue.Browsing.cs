using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    /// <summary>Looks at messages of any state without locking them.</summary>
    public List<(BrokerMessage Message, byte[] Content)> Peek(long fromSequence, int count, string? sessionId, long maxBytes)
    {
        List<(BrokerMessage, byte[])> found = [];
        lock (_gate)
        {
            foreach (var message in _messages.From(fromSequence))
            {
                if (found.Count >= count) break;
                if (sessionId is not null && message.SessionId != sessionId) continue;
                if (ContentOf(message) is not { } content) continue;
                if (found.Count > 0 && (maxBytes -= content.Length) < 0) break;
                found.Add((message, content));
            }
        }

        return found;
    }

    /// <summary>Receives deferred messages by their numbers.</summary>
    /// <returns>Null when any of them is not there, is not deferred or is locked.</returns>
    public List<(BrokerMessage Message, byte[] Content, Guid LockToken)>? ReceiveDeferred(IReadOnlyList<long> sequences, bool deletes, string? sessionId)
    {
        lock (_gate)
        {
            var now = _context.Now;
            List<(BrokerMessage, byte[], Guid)> found = [];
            List<BrokerMessage> messages = [];
            foreach (var sequence in sequences)
            {
                if (!_messages.TryGet(sequence, out var message) || message.State != MessageState.Deferred || message.IsLocked) return null;
                if (sessionId is not null && message.SessionId != sessionId) return null;
                messages.Add(message);
            }

            foreach (var message in messages)
            {
                if (message.ExpiresAt <= now) Expire(message);
                else if (ContentOf(message) is { } content) found.Add((message, content, TakeDeferred(message, deletes, now)));
            }

            return found;
        }
    }

    /// <summary>Takes back scheduled messages.</summary>
    /// <returns>False when any of them is not there; then none is taken back.</returns>
    public bool CancelScheduled(IReadOnlyList<long> sequences, Action done)
    {
        lock (_gate)
        {
            List<BrokerMessage> messages = [];
            foreach (var sequence in sequences)
            {
                if (!_messages.TryGet(sequence, out var message) || message.State != MessageState.Scheduled) return false;
                messages.Add(message);
            }

            foreach (var message in messages)
            {
                Remove(message);
                message.State = MessageState.Active;
            }

            Delete(messages, done);
            return true;
        }
    }

    /// <summary>Deletes messages that nobody works on, oldest first.</summary>
    /// <param name="enqueuedBefore">UTC ticks.</param>
    /// <param name="done">Called with how many were deleted, when that is on disk.</param>
    public void DeleteBatch(int count, long enqueuedBefore, string? sessionId, Action<int> done)
    {
        lock (_gate)
        {
            var messages = _messages.From(0)
                .Where(message => message is { State: MessageState.Active, IsLocked: false, IsAvailable: true } && message.EnqueuedAt < enqueuedBefore)
                .Where(message => sessionId is null || message.SessionId == sessionId)
                .Take(count).ToList();
            messages.ForEach(Remove);
            Delete(messages, () => done(messages.Count));
        }
    }

    private void Delete(List<BrokerMessage> messages, Action done)
    {
        var ids = messages.Select(message => message.StoreId).ToArray();
        _context.Store.Append(new StoreChange(
            transaction =>
            {
                foreach (var id in ids) transaction.Delete(id);
            },
            _ => done()) { MustSucceed = true });
    }

    private Guid TakeDeferred(BrokerMessage message, bool deletes, long now)
    {
        var token = _context.Ids.NextLockToken(message.Sequence);
        if (!deletes)
        {
            Lock(message, token, now, Settings.RequiresSession ? HeldSession(message.SessionId ?? "") : null);
            return token;
        }

        Remove(message);
        _context.Store.Append(new StoreChange(transaction => transaction.Delete(message.StoreId), static _ => { }) { MustSucceed = true });
        return token;
    }
}
