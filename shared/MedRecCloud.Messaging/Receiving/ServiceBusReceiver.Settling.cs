namespace MedRecCloud.Messaging;

/// <content>Settling and renewing.</content>
public partial class ServiceBusReceiver
{
    /// <summary>Done; returns once the broker has confirmed it.</summary>
    /// <exception cref="ServiceBusException">
    /// <see cref="ServiceBusFailureReason.LockLost"/>: not done, the message comes again. After a connection broke in between, it may have been done.
    /// </exception>
    public Task CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(message, Disposition.Complete(), cancellationToken);

    /// <summary>Returns the message to the queue at once.</summary>
    public Task AbandonAsync(ReceivedMessage message, IReadOnlyDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        SettleAsync(message, Disposition.Abandon(propertiesToModify), cancellationToken);

    /// <summary>Sets the message aside until <see cref="ReceiveDeferredAsync"/>.</summary>
    public Task DeferAsync(ReceivedMessage message, IReadOnlyDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        SettleAsync(message, Disposition.Defer(propertiesToModify), cancellationToken);

    /// <summary>Moves the message to the dead-letter queue. Neither reason nor description may say anything about a person; both are cut at 4,096 characters.</summary>
    public Task DeadLetterAsync(
        ReceivedMessage message,
        string reason,
        string description,
        IReadOnlyDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, Disposition.DeadLetter(reason, description, propertiesToModify), cancellationToken);

    /// <summary>Does what the settlement says, at once.</summary>
    public Task SettleAsync(ReceivedMessage message, Settlement settlement, CancellationToken cancellationToken = default) =>
        SettleAsync(message, Disposition.Of(settlement), cancellationToken);

    /// <summary>Extends the lock by the queue's lock duration from now and updates <see cref="ReceivedMessage.LockedUntil"/>.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.LockLost"/>: it is too late.</exception>
    public async Task<DateTimeOffset> RenewLockAsync(ReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Settler.ThrowIfWithoutLock(message);
        var ends = await _management.RenewLocksAsync([message.LockToken], LinkName, cancellationToken).ConfigureAwait(false);
        message.Renewed(ends[0]);
        return message.LockedUntil;
    }

    private Task SettleAsync(ReceivedMessage message, Disposition disposition, CancellationToken cancellationToken) =>
        _settler.SettleAsync(message, disposition, HeldSession, cancellationToken);
}
