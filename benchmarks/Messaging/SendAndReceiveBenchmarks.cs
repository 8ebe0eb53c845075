using BenchmarkDotNet.Attributes;
using MedRecCloud.Local.Broker;
using MedRecCloud.Messaging;

namespace MedRecCloud.Benchmarks;

/// <summary>Messages of 1 KB through the embedded broker in this process, durable or not.</summary>
[MemoryDiagnoser]
public class SendAndReceiveBenchmarks : IAsyncDisposable
{
    private const int Count = 1_000;

    private readonly IReadOnlyList<OutgoingMessage> _messages = [.. Enumerable.Repeat(new OutgoingMessage(new byte[1024]), Count)];
    private DirectoryInfo? _folder;
    private ServiceBusBroker? _broker;
    private ServiceBusConnection? _connection;
    private ServiceBusSender? _sender;
    private ServiceBusReceiver? _receiver;

    /// <summary>Whether the broker keeps messages on disk.</summary>
    [Params(false, true)]
    public bool Durable { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("medrec-bench-");
        _broker = await BrokerHost.StartAsync(Durable ? _folder.FullName : null, CancellationToken.None);
        _connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = _broker.ConnectionString });
        _sender = _connection.CreateSender(BrokerHost.Queue);
        _receiver = _connection.CreateReceiver(BrokerHost.Queue, new ServiceBusReceiverOptions { Prefetch = 500 });
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _connection!.DisposeAsync();
        await _broker!.DisposeAsync();
        _folder!.Delete(recursive: true);
    }

    /// <summary>One list, then received and completed side by side.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public async Task SendListAndComplete()
    {
        await _sender!.SendAsync(_messages);
        await CompleteAllAsync();
    }

    /// <summary>1,000 sends at once, then received and completed side by side.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public async Task SendEachAndComplete()
    {
        await Task.WhenAll(_messages.Select(message => _sender!.SendAsync(message)));
        await CompleteAllAsync();
    }

    private async Task CompleteAllAsync()
    {
        var completing = new List<Task>(Count);
        while (completing.Count < Count)
        {
            foreach (var message in await _receiver!.ReceiveAsync(Count, TimeSpan.FromSeconds(30)))
                completing.Add(_receiver.CompleteAsync(message));
        }

        await Task.WhenAll(completing);
    }
}
