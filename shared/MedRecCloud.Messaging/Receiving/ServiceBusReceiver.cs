namespace MedRecCloud.Messaging;

/// <summary>Receives from one queue, subscription or dead-letter queue, and settles. Safe for concurrent use; reconnects by itself.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    internal ServiceBusReceiver(string entityPath) => EntityPath = entityPath;

    /// <summary>The queue, subscription or dead-letter queue.</summary>
    public string EntityPath { get; }

    /// <summary>Waits for messages: returns as soon as there is at least one, with up to <paramref name="maxMessages"/>, or none after <paramref name="maxWait"/>.</summary>
    /// <exception cref="ServiceBusException">Refused, or the retries are used up.</exception>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int maxMessages, TimeSpan maxWait, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Receives messages that were deferred, locked anew.</summary>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveDeferredAsync(IReadOnlyList<long> sequenceNumbers, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Looks at messages without locking them, locked, deferred and scheduled ones too.</summary>
    /// <param name="maxMessages">At most so many; the broker may return fewer.</param>
    /// <param name="fromSequenceNumber">Where to begin; null: after the last one this receiver peeked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<ReceivedMessage>> PeekAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Done; returns once the broker has confirmed it.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.LockLost"/>: not done, the message comes again.</exception>
    public Task CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Returns the message to the queue at once.</summary>
    public Task AbandonAsync(ReceivedMessage message, IReadOnlyDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Sets the message aside until <see cref="ReceiveDeferredAsync"/>.</summary>
    public Task DeferAsync(ReceivedMessage message, IReadOnlyDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Moves the message to the dead-letter queue. Neither reason nor description may say anything about a person.</summary>
    public Task DeadLetterAsync(
        ReceivedMessage message,
        string reason,
        string description,
        IReadOnlyDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Does what the settlement says, at once.</summary>
    public Task SettleAsync(ReceivedMessage message, Settlement settlement, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Extends the lock by the queue's lock duration from now and updates <see cref="ReceivedMessage.LockedUntil"/>.</summary>
    public Task<DateTimeOffset> RenewLockAsync(ReceivedMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => throw new NotImplementedException();
}
