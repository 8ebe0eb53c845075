using System.Collections.Concurrent;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class ReconnectTests
{
    private const int Count = 3_000;

    [Fact]
    public async Task Nothing_is_lost_and_nothing_settled_twice_while_connections_are_cut_under_load()
    {
        await using var broker = await StartAsync(queue => (queue.LockDuration, queue.MaxDeliveryCount) = (TimeSpan.FromSeconds(2), 100));
        await using var proxy = new CuttingProxy(broker.Port);
        await using var load = Load.Start(broker.Connect(port: proxy.Port));

        for (var cut = 0; cut < 6; cut++)
        {
            await load.WaitForAsync((cut + 1) * Count / 8);
            proxy.Cut();
        }

        await load.FinishAsync(broker);
        Assert.Equal(6, proxy.Cuts);
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_settled_twice_while_the_broker_is_restarted_under_load()
    {
        var folder = Directory.CreateTempSubdirectory("medrec-messaging-").FullName;
        try
        {
            await using var broker = await StartAsync(queue => (queue.LockDuration, queue.MaxDeliveryCount) = (TimeSpan.FromSeconds(2), 100), folder);
            await using var load = Load.Start(broker.Connect(options => options.MaxRetries = 50));

            for (var restart = 0; restart < 3; restart++)
            {
                await load.WaitForAsync((restart + 1) * Count / 5);
                await broker.StopAsync();
                await Task.Delay(200);
                await broker.StartAgainAsync();
            }

            await load.FinishAsync(broker);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_processor_started_before_its_broker_waits_for_it()
    {
        await using var broker = await StartAsync();
        await broker.StopAsync();
        var handled = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var connection = broker.Connect();
        await using var processor = connection.CreateProcessor(
            Queue,
            (_, _) =>
            {
                handled.TrySetResult();
                return Task.FromResult(Settlement.Completed);
            },
            new AbandonUnforeseen());
        var running = processor.RunAsync(stop.Token);
        await Task.Delay(300);
        Assert.False(running.IsCompleted);

        await broker.StartAgainAsync();
        await broker.Connect().CreateSender(Queue).SendAsync(Some.Message());

        await handled.Task.WaitAsync(Some.Patience);
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task A_settlement_whose_answer_was_lost_is_decided_by_the_lock_token()
    {
        await using var broker = await StartAsync();
        await using var proxy = new CuttingProxy(broker.Port);
        var connection = broker.Connect(port: proxy.Port);
        await connection.CreateSender(Queue).SendAsync(Some.Messages(2));
        var receiver = connection.CreateReceiver(Queue);
        var messages = await receiver.ReceiveAllAsync(2);

        proxy.Cut();
        await receiver.CompleteAsync(messages[0]);
        await receiver.CompleteAsync(messages[1]);

        Assert.Equal((0, 0), await broker.CountAsync());
    }

    /// <summary>A sender of numbered messages and a processor that notes what it sees, on one connection.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, int> _handled = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly QueueProcessor _processor;
        private readonly Task _sending;
        private readonly Task _processing;

        private Load(ServiceBusConnection connection)
        {
            _processor = connection.CreateProcessor(
                Queue,
                async (message, _) =>
                {
                    await Task.Yield();
                    _handled.AddOrUpdate(message.MessageId, 1, (_, times) => times + 1);
                    return Settlement.Completed;
                },
                new AbandonUnforeseen(),
                new QueueProcessorOptions { MaxConcurrentCalls = 8, Prefetch = 32 });
            _processing = _processor.RunAsync(_stop.Token);
            _sending = SendAsync(connection.CreateSender(Queue));
        }

        public static Load Start(ServiceBusConnection connection) => new(connection);

        public Task WaitForAsync(int handled) => Some.EventuallyAsync(() => Task.FromResult(_handled.Count >= handled), TimeSpan.FromMinutes(1));

        public async Task FinishAsync(TestBroker broker)
        {
            await _sending.WaitAsync(TimeSpan.FromMinutes(1));
            await Some.EventuallyAsync(async () => _handled.Count == Count && await broker.CountAsync() == (0, 0), TimeSpan.FromMinutes(1));
            await _stop.CancelAsync();
            await _processing.WaitAsync(Some.Patience);
            Assert.Equal(Some.Messages(Count).Select(m => m.MessageId!).Order(), _handled.Keys.Order());
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _processor.DisposeAsync();
            _stop.Dispose();
        }

        private static async Task SendAsync(ServiceBusSender sender)
        {
            foreach (var chunk in Some.Messages(Count).Chunk(20))
                await Task.WhenAll(chunk.Select(message => sender.SendAsync(message)));
        }
    }
}
