namespace MedRecCloud.Messaging;

/// <summary>Sends to one queue or topic. Safe for concurrent use; reconnects by itself.</summary>
public sealed class ServiceBusSender : IAsyncDisposable
{
    internal ServiceBusSender(string entityPath) => EntityPath = entityPath;

    /// <summary>The queue or topic.</summary>
    public string EntityPath { get; }

    /// <summary>Sends one message; returns once the broker has accepted it.</summary>
    /// <exception cref="ServiceBusException">Refused, or the retries are used up.</exception>
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends all messages in as few transfers as the entity's largest message allows.</summary>
    /// <exception cref="ServiceBusException">One message alone is too large (none is sent then), refused, or the retries are used up.</exception>
    public Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Puts a message into the queue at a later time.</summary>
    /// <returns>The sequence number, by which it can be cancelled.</returns>
    public Task<long> ScheduleAsync(OutgoingMessage message, DateTimeOffset enqueueTime, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes a scheduled message back.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>: it is in the queue already, or never was scheduled.</exception>
    public Task CancelScheduledAsync(long sequenceNumber, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
