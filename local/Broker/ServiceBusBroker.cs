using System.Net.Sockets;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Links;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;
using MedRecCloud.Local.Broker.Security;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker;

/// <summary>A Service Bus broker in this process: AMQP 1.0 on the loopback address, messages in a SQLite file. Official Service Bus clients work with it unmodified.</summary>
public sealed class ServiceBusBroker : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly EntityCatalog _catalog;
    private readonly SqliteStore? _store;
    private readonly AmqpListener _listener;
    private readonly ILogger _logger;
    private int _disposed;

    private ServiceBusBroker(BrokerOptions options, EntityCatalog catalog, SqliteStore? store, AmqpListener listener, ILogger logger) =>
        (_options, _catalog, _store, _listener, _logger) = (options, catalog, store, listener, logger);

    /// <summary>The TCP port it listens on.</summary>
    public int Port => _listener.Port;

    /// <summary>For official clients and ours.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName={_options.KeyName};SharedAccessKey={_options.Key};UseDevelopmentEmulator=true;";

    /// <summary>Reads what earlier runs left, and listens.</summary>
    /// <exception cref="BrokerConfigurationException">The port is taken, the folder cannot be used, or an entity is declared wrongly.</exception>
    public static async Task<ServiceBusBroker> StartAsync(BrokerOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        EntityValidation.Check(options);
        cancellationToken.ThrowIfCancellationRequested();
        var logger = loggerFactory.CreateLogger<ServiceBusBroker>();
        var store = options.DataFolder is { } folder ? new SqliteStore(folder, logger) : null;
        try
        {
            var ids = new IdSource(timeProvider.GetUtcNow().UtcTicks);
            var context = new BrokerContext((IMessageStore?)store ?? new MemoryStore(), new MemoryBudget(options.MaxContentInMemory), ids, timeProvider, logger);
            var catalog = await Task.Run(() => CatalogBuilder.Build(options.Entities, context, store?.Contents), cancellationToken).ConfigureAwait(false);
            store?.Start();
            var key = new BrokerKey(options.KeyName, options.Key);
            var settings = new ConnectionSettings("medrec-broker", options.IdleTimeout, options.MaxMessageSize,
                (name, value) => name == key.Name && value == key.Value, store is null ? () => ValueTask.CompletedTask : store.AdmitAsync);
            var router = new LinkRouter(catalog, key, new MessageParser(ids), timeProvider, logger);
            var listener = Listen(options.Port, socket => new AmqpConnection(socket, settings, router, timeProvider, logger), logger);
            listener.Start();
            logger.BrokerStarted(listener.Port, catalog.Queues.Sum(queue => queue.ActiveCount), catalog.Queues.Count());
            return new ServiceBusBroker(options, catalog, store, listener, logger);
        }
        catch
        {
            if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How many messages a queue or subscription (<c>topic/Subscriptions/name</c>) holds.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entity.</exception>
    public Task<EntityCounts> GetCountsAsync(string entity)
    {
        var queue = _catalog.FindQueue(EntityPath.Normalize(entity)) ?? throw new KeyNotFoundException($"There is no queue or subscription '{entity}'.");
        return Task.FromResult(new EntityCounts(queue.ActiveCount, queue.ScheduledCount, queue.DeferredCount, queue.DeadLetters?.ActiveCount ?? 0));
    }

    /// <summary>Says goodbye to clients and closes the store. Messages stay on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _listener.DisposeAsync().ConfigureAwait(false);
        _catalog.Dispose();
        if (_store is not null) await _store.DisposeAsync().ConfigureAwait(false);
        _logger.BrokerStopped();
    }

    private static AmqpListener Listen(int port, Func<Socket, AmqpConnection> open, ILogger logger)
    {
        try
        {
            return new AmqpListener(port, open, logger);
        }
        catch (SocketException e)
        {
            throw new BrokerConfigurationException($"Port {port} cannot be listened on ({e.SocketErrorCode}). Another program may use it; choose another port, or 0 for any that is free.", e);
        }
    }
}
