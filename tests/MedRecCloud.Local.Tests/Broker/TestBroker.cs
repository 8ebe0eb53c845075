using Amqp;
using MedRecCloud.Local.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Tests.Broker;

/// <summary>A broker in this process with queues `q0` to `q9`, and what tests do with it over plain AMQP.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly ServiceBusBroker _broker;

    private TestBroker(ServiceBusBroker broker) => _broker = broker;

    public int Port => _broker.Port;

    public ServiceBusBroker Broker => _broker;

    public Address Address => new($"amqp://RootManageSharedAccessKey:SAS_KEY_VALUE@127.0.0.1:{Port}");

    /// <param name="time">The broker's clock; default: the system's.</param>
    public static async Task<TestBroker> StartAsync(Action<BrokerOptions>? change = null, TimeProvider? time = null)
    {
        var options = new BrokerOptions();
        for (var i = 0; i < 10; i++) options.Entities.Queues.Add(new QueueOptions { Name = $"q{i}" });
        change?.Invoke(options);
        return new TestBroker(await ServiceBusBroker.StartAsync(options, time ?? TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
    }

    public Task<Connection> ConnectAsync() => new ConnectionFactory().CreateAsync(Address);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
