namespace MedRecCloud.Messaging;

/// <summary>Holds one session and receives its messages in order. Closing it frees the session.</summary>
public sealed class ServiceBusSessionReceiver : ServiceBusReceiver
{
    internal ServiceBusSessionReceiver(string entityPath, string sessionId)
        : base(entityPath) => SessionId = sessionId;

    /// <summary>The session held.</summary>
    public string SessionId { get; }

    /// <summary>Until when the session is held, unless it is renewed.</summary>
    public DateTimeOffset SessionLockedUntil => throw new NotImplementedException();

    /// <summary>The bytes last set for the session; null if none.</summary>
    public Task<ReadOnlyMemory<byte>?> GetStateAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stores bytes with the session; null removes them.</summary>
    public Task SetStateAsync(ReadOnlyMemory<byte>? state, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Extends the session's lock by the queue's lock duration from now.</summary>
    public Task<DateTimeOffset> RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
