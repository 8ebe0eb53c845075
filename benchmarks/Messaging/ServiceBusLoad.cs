using MedRecCloud.Messaging;

namespace MedRecCloud.Benchmarks;

/// <summary>Our client on the embedded broker. Each completion waits for the broker's confirmation.</summary>
internal sealed class ServiceBusLoad(string connectionString) : IMessageLoad
{
    private const int InFlight = 200;
    private const int Prefetch = 500;

    private readonly ServiceBusConnection _connection = new(new ServiceBusOptions { ConnectionString = connectionString });

    public TimeSpan ProcessorTime => ProcessCosts.ProcessorTime(Environment.ProcessId);

    public async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        await using var sender = _connection.CreateSender(BrokerHost.Queue);
        var message = new OutgoingMessage(new byte[1024]);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken },
            async (_, token) => await sender.SendAsync(message, token));
    }

    public async Task ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        await using var receiver = _connection.CreateReceiver(BrokerHost.Queue, new ServiceBusReceiverOptions { Prefetch = Prefetch });
        var completing = new Queue<Task>();
        for (var received = 0; received < count;)
        {
            var messages = await receiver.ReceiveAsync(Prefetch, TimeSpan.FromSeconds(30), cancellationToken);
            if (messages.Count == 0)
                throw new TimeoutException($"Only {received} of {count} messages came.");
            received += messages.Count;
            foreach (var message in messages)
                completing.Enqueue(receiver.CompleteAsync(message, CancellationToken.None));
            while (completing.Count > Prefetch)
                await completing.Dequeue();
        }

        await Task.WhenAll(completing);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
