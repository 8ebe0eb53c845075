using System.Diagnostics.CodeAnalysis;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    /// <summary>Does what a receiver decided about the message it locked.</summary>
    /// <param name="done">Called once: null when the decision is on disk, otherwise why it is void.</param>
    public void Settle(Guid lockToken, Settlement settlement, Action<Refusal?> done)
    {
        Refusal? refusal;
        lock (_gate) refusal = TrySettle(lockToken, settlement, done);
        if (refusal is not null) done(refusal);
        else if (settlement is not Settlement.Complete) Dispatch();
    }

    private Refusal? TrySettle(Guid lockToken, Settlement settlement, Action<Refusal?> done)
    {
        if (!TryGetLocked(lockToken, out var message)) return LockLost();
        if (settlement is Settlement.DeadLetter && _deadLetters is null)
            return new Refusal(ErrorCondition.NotAllowed, "A message of a dead-letter queue cannot be dead-lettered.");
        Unlock(message);
        switch (settlement)
        {
            case Settlement.Complete:
                Remove(message);
                _context.Store.Append(new StoreChange(transaction => transaction.Delete(message.StoreId), Always(done)) { MustSucceed = true });
                break;
            case Settlement.Abandon abandon:
                FailDelivery(message, abandon.Properties, done);
                break;
            case Settlement.Release:
                GiveBack(message);
                done(null);
                break;
            case Settlement.Defer defer:
                if (message.State != MessageState.Deferred) _deferred++;
                message.State = MessageState.Deferred;
                Save(message, Change(message, defer.Properties), done);
                break;
            case Settlement.DeadLetter deadLetter:
                MoveToDeadLetters(message, deadLetter.Reason, deadLetter.Description, deadLetter.Properties, done);
                break;
        }

        return null;
    }

    // Deferred messages stay deferred when they are given back.
    private void GiveBack(BrokerMessage message)
    {
        if (message.State == MessageState.Deferred) return;
        if (message.ExpiresAt <= _context.Now) Expire(message);
        else MakeAvailable(message);
    }

    private void FailDelivery(BrokerMessage message, IReadOnlyDictionary<string, object?> properties, Action<Refusal?> done)
    {
        message.DeliveryCount++;
        if (message.DeliveryCount >= Settings.MaxDeliveryCount && _deadLetters is not null)
        {
            MoveToDeadLetters(message, "MaxDeliveryCountExceeded",
                $"Message could not be consumed after {message.DeliveryCount} delivery attempts.", properties, done);
            return;
        }

        Save(message, Change(message, properties), done);
        GiveBack(message);
    }

    private void Save(BrokerMessage message, byte[]? changedContent, Action<Refusal?> done)
    {
        var (id, deliveryCount, state, enqueuedAt) = (message.StoreId, message.DeliveryCount, message.State, message.EnqueuedAt);
        _context.Store.Append(new StoreChange(transaction => transaction.Update(id, deliveryCount, state, enqueuedAt, changedContent), Always(done)) { MustSucceed = true });
    }

    private byte[]? Change(BrokerMessage message, IReadOnlyDictionary<string, object?> properties)
    {
        if (properties.Count == 0 || ContentOf(message) is not { } content) return null;
        var changed = MessageSections.WithApplicationProperties(content, properties);
        // The change is not on disk yet, so it has to be in memory: a delivery may need it at once.
        if (message.Content is not null && _context.Store.KeepsContent) _context.Memory.Return(message.Size);
        _bytes += changed.Length - message.Size;
        (message.Content, message.Size) = (changed, changed.Length);
        if (_context.Store.KeepsContent) _context.Memory.Take(changed.Length);
        return changed;
    }

    private bool TryGetLocked(Guid lockToken, [NotNullWhen(true)] out BrokerMessage? message) =>
        _messages.TryGet(IdSource.SequenceOf(lockToken), out message) && message.LockToken == lockToken && message.LockedUntil > _context.Now;

    private Refusal LockLost() => Settings.RequiresSession
        ? new Refusal(ErrorCondition.SessionLockLost, "The session lock has expired on the message session. Accept a new session.")
        : new Refusal(ErrorCondition.MessageLockLost, "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");

    private static Action<Exception?> Always(Action<Refusal?> done) => _ => done(null);
}
