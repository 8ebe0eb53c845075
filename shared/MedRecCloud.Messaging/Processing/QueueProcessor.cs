namespace MedRecCloud.Messaging;

/// <summary>
/// Works through one queue: receives, calls the handler, renews the lock meanwhile, and settles by the handler's answer or, after an
/// exception, by the policy. An abandoned message is first held, locked, for a back-off.
/// </summary>
public sealed class QueueProcessor : IAsyncDisposable
{
    internal QueueProcessor(string entityPath) => EntityPath = entityPath;

    /// <summary>The queue.</summary>
    public string EntityPath { get; }

    /// <summary>Works until the token is cancelled, then drains: stops receiving, lets handlers finish, settles, and returns.</summary>
    /// <exception cref="ServiceBusException">A failure that waiting does not mend, as a missing queue or a refused identity.</exception>
    public Task RunAsync(CancellationToken stoppingToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
