using System.Collections.Concurrent;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class ReconnectTests
{
    private const int Count = 3_000;

    [Fact]
    public async Task Nothing_is_lost_while_connections_are_cut_under_load()
    {
        await using var broker = await StartAsync(queue => (queue.LockDuration, queue.MaxDeliveryCount) = (TimeSpan.FromSeconds(2), 100));
        await using var proxy = new CuttingProxy(broker.Port);
        await using var load = Load.Start(broker.Connect(port: proxy.Port));

        for (var cut = 0; cut < 6; cut++)
        {
            await load.WaitForAsync((cut + 1) * Count / 8);
            proxy.Cut();
        }

        await load.FinishAsync(async () => await broker.CountAsync() == (0, 0));
        Assert.InRange(proxy.Cuts, 2, 6);
    }

    [Fact]
    public async Task What_was_confirmed_as_completed_never_comes_again_however_often_connections_are_cut()
    {
        await using var broker = await StartAsync(queue => (queue.LockDuration, queue.MaxDeliveryCount) = (TimeSpan.FromSeconds(1), 100));
        await using var proxy = new CuttingProxy(broker.Port);
        await broker.Connect().CreateSender(Queue).SendAsync(Some.Messages(Count));
        await using var receiver = broker.Connect(port: proxy.Port).CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 50 });
        var confirmed = new ConcurrentDictionary<long, bool>();
        var deliveries = new HashSet<Guid>();
        var rounds = 0;

        while (await broker.CountAsync() != (0, 0))
        {
            var messages = await receiver.ReceiveAsync(50, TimeSpan.FromSeconds(2));
            Assert.All(messages, message => Assert.True(deliveries.Add(message.LockToken)));
            Assert.All(messages, message => Assert.DoesNotContain(message.SequenceNumber, confirmed.Keys));
            var completing = messages.Select(async message =>
            {
                try
                {
                    await receiver.CompleteAsync(message);
                    Assert.True(confirmed.TryAdd(message.SequenceNumber, true));
                }
                catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.LockLost)
                {
                    // It may have been done, and the answer was lost; or it comes again.
                }
            }).ToArray();
            if (++rounds % 10 == 5)
                proxy.Cut();
            await Task.WhenAll(completing);
        }

        Assert.True(proxy.Cuts > 2);
        Assert.InRange(confirmed.Count, Count / 2, Count);
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_broker_is_restarted_under_load()
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

            await load.FinishAsync(async () => await broker.CountAsync() == (0, 0));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_broker_is_killed_under_load()
    {
        await using var broker = await KillableBroker.StartAsync();
        await using var connection = new ServiceBusConnection(
            new ServiceBusOptions { ConnectionString = broker.ConnectionString, MaxRetries = 50, MaxRetryDelay = TimeSpan.FromSeconds(1) }, jitterSeed: 1);
        await using var load = Load.Start(connection);

        for (var kill = 0; kill < 3; kill++)
        {
            await load.WaitForAsync((kill + 1) * Count / 5);
            await broker.KillAsync();
            await broker.StartAgainAsync();
        }

        await load.FinishAsync(async () =>
        {
            await using var receiver = connection.CreateReceiver(Queue);
            await using var deadLetters = connection.CreateReceiver(EntityPath.DeadLetterOf(Queue));
            return (await receiver.PeekAsync(1, 0)).Count == 0 && (await deadLetters.PeekAsync(1, 0)).Count == 0;
        });
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

        public async Task FinishAsync(Func<Task<bool>> isEmpty)
        {
            await _sending.WaitAsync(TimeSpan.FromMinutes(1));
            await Some.EventuallyAsync(async () => _handled.Count == Count && await isEmpty(), TimeSpan.FromMinutes(1));
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
