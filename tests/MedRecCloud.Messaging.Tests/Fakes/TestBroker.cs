using MedRecCloud.Local.Broker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Messaging.Tests;

/// <summary>A broker of one test on a free port, with a queue <c>q</c>, a queue of sessions <c>sessions</c> and a topic <c>topic</c> with subscriptions <c>a</c> and <c>b</c>.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    public const string Queue = "q";
    public const string Sessions = "sessions";
    public const string Topic = "topic";

    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly List<ServiceBusConnection> _connections = [];
    private ServiceBusBroker _broker;

    private TestBroker(BrokerOptions options, ServiceBusBroker broker, TimeProvider time) => (_options, _broker, _time) = (options, broker, time);

    public string ConnectionString => _broker.ConnectionString;

    public int Port => _broker.Port;

    /// <summary>Starts with the queues changed as the test needs them.</summary>
    /// <param name="time">The broker's clock; a test that moves it does not depend on how fast the machine is.</param>
    public static async Task<TestBroker> StartAsync(Action<QueueOptions>? configure = null, string? dataFolder = null, TimeProvider? time = null)
    {
        QueueOptions[] queues =
        [
            new() { Name = Queue, LockDuration = TimeSpan.FromSeconds(30) },
            new() { Name = Sessions, LockDuration = TimeSpan.FromSeconds(30), RequiresSession = true },
        ];
        foreach (var queue in queues)
            configure?.Invoke(queue);
        var options = new BrokerOptions
        {
            DataFolder = dataFolder,
            Entities = new BrokerEntities
            {
                Queues = [.. queues],
                Topics = [new TopicOptions { Name = Topic, Subscriptions = [new SubscriptionOptions { Name = "a" }, new SubscriptionOptions { Name = "b" }] }],
            },
        };
        time ??= TimeProvider.System;
        var broker = await ServiceBusBroker.StartAsync(options, time, NullLoggerFactory.Instance, CancellationToken.None);
        options.Port = broker.Port;
        return new TestBroker(options, broker, time);
    }

    /// <summary>A client of this broker, closed with it. Retries come quickly.</summary>
    /// <param name="time">The client's clock; default: the system's, also where the test moves the broker's.</param>
    public ServiceBusConnection Connect(
        Action<ServiceBusOptions>? configure = null, int? port = null, ILoggerFactory? loggerFactory = null, TimeProvider? time = null)
    {
        var options = new ServiceBusOptions
        {
            ConnectionString = port is null ? ConnectionString : ConnectionString.Replace($":{Port};", $":{port};", StringComparison.Ordinal),
            OperationTimeout = TimeSpan.FromSeconds(10),
            RetryDelay = TimeSpan.FromMilliseconds(50),
            MaxRetryDelay = TimeSpan.FromSeconds(1),
            MaxRetries = 10,
        };
        configure?.Invoke(options);
        var connection = new ServiceBusConnection(options, timeProvider: time, jitterSeed: 1, loggerFactory: loggerFactory);
        _connections.Add(connection);
        return connection;
    }

    public async Task StopAsync() => await _broker.DisposeAsync();

    /// <summary>Starts again on the same port with what is on disk.</summary>
    public async Task StartAgainAsync() =>
        _broker = await ServiceBusBroker.StartAsync(_options, _time, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task<(long Active, long DeadLettered)> CountAsync(string entity = Queue)
    {
        var counts = await _broker.GetCountsAsync(entity);
        return (counts.Active, counts.DeadLetter);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
