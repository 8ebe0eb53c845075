using Azure.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Messaging;

/// <summary>Owns the AMQP connection to one namespace. It is made at first use and made again, with jittered back-off, after it broke.</summary>
public sealed class ServiceBusConnection : IAsyncDisposable
{
    private readonly ConnectionSource _source;
    private readonly MessageIds _ids;
    private readonly Backoff _backoff;
    private int _jitterSeed;

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
        timeProvider ??= TimeProvider.System;
        var (endpoint, tokens) = NamespaceAccess.Of(options, credential, timeProvider);
        var name = ContainerName.Create(timeProvider);
        _jitterSeed = jitterSeed ?? Environment.ProcessId;
        var backoff = new Backoff(options.RetryDelay, options.MaxRetryDelay, NextJitter());
        var retry = new Retry(options.MaxRetries, backoff, options.OperationTimeout, timeProvider);
        var logger = loggerFactory?.CreateLogger(MessagingTelemetry.Name) ?? NullLogger.Instance;
        _source = new ConnectionSource(endpoint, tokens, retry, name, timeProvider, logger);
        _ids = new MessageIds(name);
        _backoff = backoff;
    }

    /// <summary>Whether the AMQP connection stands at this moment.</summary>
    public bool IsConnected => _source.IsConnected;

    /// <summary>Connects now, so that a wrong address is known at start-up. A wrong key shows at the first use of an entity.</summary>
    /// <exception cref="ServiceBusException">The retries are used up.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) =>
        _source.Retry.RunAsync(_source.Endpoint.Host, _source.GetAsync, cancellationToken);

    /// <summary>A sender to a queue or topic; it attaches at first use.</summary>
    public ServiceBusSender CreateSender(string entityPath) => new(_source, entityPath, _ids);

    /// <summary>A receiver from a queue, <see cref="EntityPath.Subscription"/> or <see cref="EntityPath.DeadLetterOf"/>; it attaches at first use.</summary>
    public ServiceBusReceiver CreateReceiver(string entityPath, ServiceBusReceiverOptions? options = null) =>
        new(_source, entityPath, options ?? new ServiceBusReceiverOptions());

    /// <summary>Takes hold of one session.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionCannotBeLocked"/>: somebody else holds it.</exception>
    public Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string entityPath, string sessionId, ServiceBusReceiverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return ServiceBusSessionReceiver.AcceptAsync(_source, entityPath, sessionId, options ?? new ServiceBusReceiverOptions(), cancellationToken);
    }

    /// <summary>Takes hold of any session that has messages and that nobody holds.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.Timeout"/>: there is none within <see cref="ServiceBusOptions.OperationTimeout"/>.</exception>
    public Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string entityPath, ServiceBusReceiverOptions? options = null, CancellationToken cancellationToken = default) =>
        ServiceBusSessionReceiver.AcceptAsync(_source, entityPath, null, options ?? new ServiceBusReceiverOptions(), cancellationToken);

    /// <summary>A loop over a queue; it starts with <see cref="QueueProcessor.RunAsync"/>.</summary>
    /// <param name="entityPath">Where to receive from.</param>
    /// <param name="handler">Its token is cancelled when the message's lock is lost or the drain takes too long.</param>
    /// <param name="policy">Turns the handler's exceptions into settlements.</param>
    /// <param name="options">Default: one message at a time.</param>
    public QueueProcessor CreateProcessor(
        string entityPath,
        Func<ReceivedMessage, CancellationToken, Task<Settlement>> handler,
        ISettlementPolicy policy,
        QueueProcessorOptions? options = null) => new(_source, entityPath, handler, policy, options ?? new QueueProcessorOptions(), _backoff, NextJitter());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // Each user of chance has a generator of its own, since they are not safe for concurrent use.
    private Random NextJitter() => new(Interlocked.Increment(ref _jitterSeed));
}
