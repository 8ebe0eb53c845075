using Azure.Core;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>Owns the AMQP connection to one namespace. It is made at first use and made again, with jittered back-off, after it broke.</summary>
public sealed class ServiceBusConnection : IAsyncDisposable
{
    /// <summary>A connection that is not yet made.</summary>
    /// <param name="options">Where Service Bus is.</param>
    /// <param name="credential">The Entra identity; needed with <see cref="ServiceBusOptions.FullyQualifiedNamespace"/>.</param>
    /// <param name="timeProvider">Default: the system's.</param>
    /// <param name="jitterSeed">Seeds the jitter of the back-off; default: derived from the process id, so that a fleet does not return in step.</param>
    /// <param name="loggerFactory">Default: no log.</param>
    /// <exception cref="ArgumentException">The options name no namespace or two, or the connection string cannot be read.</exception>
    public ServiceBusConnection(
        ServiceBusOptions options,
        TokenCredential? credential = null,
        TimeProvider? timeProvider = null,
        int? jitterSeed = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = (credential, timeProvider, jitterSeed, loggerFactory);
    }

    /// <summary>Whether the AMQP connection stands at this moment.</summary>
    public bool IsConnected => throw new NotImplementedException();

    /// <summary>Connects now, so that a wrong address or key is known at start-up.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>A sender to a queue or topic; it attaches at first use.</summary>
    public ServiceBusSender CreateSender(string entityPath) => new(entityPath);

    /// <summary>A receiver from a queue, <see cref="EntityPath.Subscription"/> or <see cref="EntityPath.DeadLetterOf"/>; it attaches at first use.</summary>
    public ServiceBusReceiver CreateReceiver(string entityPath, ServiceBusReceiverOptions? options = null)
    {
        _ = options;
        return new(entityPath);
    }

    /// <summary>Takes hold of one session.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionCannotBeLocked"/>: somebody else holds it.</exception>
    public Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string entityPath, string sessionId, ServiceBusReceiverOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Takes hold of any session that has messages and that nobody holds.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.Timeout"/>: there is none within <see cref="ServiceBusOptions.OperationTimeout"/>.</exception>
    public Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string entityPath, ServiceBusReceiverOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>A loop over a queue; it starts with <see cref="QueueProcessor.RunAsync"/>.</summary>
    /// <param name="entityPath">Where to receive from.</param>
    /// <param name="handler">Its token is cancelled when the message's lock is lost or the drain takes too long.</param>
    /// <param name="policy">Turns the handler's exceptions into settlements.</param>
    /// <param name="options">Default: one message at a time.</param>
    public QueueProcessor CreateProcessor(
        string entityPath,
        Func<ReceivedMessage, CancellationToken, Task<Settlement>> handler,
        ISettlementPolicy policy,
        QueueProcessorOptions? options = null)
    {
        _ = (handler, policy, options);
        return new(entityPath);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
