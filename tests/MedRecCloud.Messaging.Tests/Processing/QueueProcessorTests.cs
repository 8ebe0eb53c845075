using System.Collections.Concurrent;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class QueueProcessorTests
{
    [Fact]
    public async Task Each_settlement_does_what_it_says()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync([Some.Message("complete"), Some.Message("defer"), Some.Message("dead-letter"), Some.Message("abandon")]);
        var abandoned = new ConcurrentQueue<int>();
        await RunUntilAsync(
            connection,
            (message, _) =>
            {
                if (message.Text() == "abandon" && message.DeliveryCount < 3)
                    abandoned.Enqueue(message.DeliveryCount);
                return Task.FromResult<Settlement>(message.Text() switch
                {
                    "defer" => new Settlement.Defer(),
                    "dead-letter" => new Settlement.DeadLetter("Reason", "Description."),
                    "abandon" when message.DeliveryCount < 3 => new Settlement.Abandon("NotYet"),
                    _ => Settlement.Completed,
                });
            },
            new QueueProcessorOptions { AbandonDelay = TimeSpan.FromMilliseconds(20) },
            async () => await broker.CountAsync() == (0, 1));

        Assert.Equal([1, 2], abandoned);
        Assert.Equal(MessageState.Deferred, Assert.Single(await connection.CreateReceiver(Queue).PeekAsync(10)).State);
        Assert.Equal("Reason", (await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).OneAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task The_policy_decides_what_an_exception_means_and_a_failing_policy_abandons()
    {
        await using var broker = await StartAsync(queue => queue.MaxDeliveryCount = 2);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync([Some.Message("format"), Some.Message("odd")]);

        await RunUntilAsync(
            connection,
            (message, _) => throw (message.Text() == "format" ? new FormatException("x") : new InvalidOperationException("x")),
            new QueueProcessorOptions { AbandonDelay = TimeSpan.Zero, MaxAbandonDelay = TimeSpan.Zero },
            async () => (await broker.CountAsync()).DeadLettered == 2,
            new FormatPolicy());

        var dead = await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).ReceiveAllAsync(2);
        Assert.Equal(["BadFormat", "MaxDeliveryCountExceeded"], dead.Select(message => message.DeadLetterReason!).Order());
    }

    [Fact]
    public async Task No_more_handlers_run_at_once_than_allowed_and_no_more_messages_are_held()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(60));
        var (running, most) = (0, 0);
        var gate = new object();

        await RunUntilAsync(
            connection,
            async (_, token) =>
            {
                lock (gate)
                    most = Math.Max(most, ++running);
                await Task.Delay(10, token);
                lock (gate)
                    running--;
                return Settlement.Completed;
            },
            new QueueProcessorOptions { MaxConcurrentCalls = 4, Prefetch = 3 },
            async () => await broker.CountAsync() == (0, 0));

        Assert.InRange(most, 2, 4);
    }

    [Fact]
    public async Task A_missing_queue_fails_at_once()
    {
        await using var broker = await StartAsync();
        await using var processor = broker.Connect().CreateProcessor("no-such-queue", (_, _) => Task.FromResult(Settlement.Completed), new AbandonUnforeseen());

        Assert.Equal(ServiceBusFailureReason.EntityNotFound, await Some.ReasonAsync(() => processor.RunAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Twenty_thousand_messages_are_each_handled_once()
    {
        const int Count = 20_000;
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(Count));
        var seen = new ConcurrentDictionary<string, int>();

        await RunUntilAsync(
            connection,
            (message, _) =>
            {
                seen.AddOrUpdate(message.MessageId, 1, (_, times) => times + 1);
                return Task.FromResult(Settlement.Completed);
            },
            new QueueProcessorOptions { MaxConcurrentCalls = 32, Prefetch = 500 },
            async () => await broker.CountAsync() == (0, 0),
            patience: TimeSpan.FromMinutes(2));

        Assert.Equal(Count, seen.Count);
        Assert.All(seen.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task A_handler_that_answers_nothing_is_a_failure_like_any_other()
    {
        await using var broker = await StartAsync(queue => queue.MaxDeliveryCount = 1);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());

        await RunUntilAsync(
            connection,
            (_, _) => Task.FromResult<Settlement>(null!),
            new QueueProcessorOptions { AbandonDelay = TimeSpan.Zero },
            async () => await broker.CountAsync() == (0, 1));
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused_with_both_values()
    {
        await using var broker = await StartAsync();
        var options = new QueueProcessorOptions { AbandonDelay = TimeSpan.FromMinutes(5) };

        var error = Assert.Throws<ArgumentException>(() =>
            broker.Connect().CreateProcessor(Queue, (_, _) => Task.FromResult(Settlement.Completed), new AbandonUnforeseen(), options));

        Assert.Contains("00:05:00", error.Message, StringComparison.Ordinal);
        Assert.Contains("00:01:00", error.Message, StringComparison.Ordinal);
    }

    private static async Task RunUntilAsync(
        ServiceBusConnection connection,
        Func<ReceivedMessage, CancellationToken, Task<Settlement>> handler,
        QueueProcessorOptions options,
        Func<Task<bool>> done,
        ISettlementPolicy? policy = null,
        TimeSpan? patience = null)
    {
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(Queue, handler, policy ?? new AbandonUnforeseen(), options);
        var running = processor.RunAsync(stop.Token);
        await Some.EventuallyAsync(done, patience);
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
    }

    private sealed class FormatPolicy : ISettlementPolicy
    {
        public Settlement For(Exception error) =>
            error is FormatException ? new Settlement.DeadLetter("BadFormat", "Cannot be read.") : throw new NotSupportedException();
    }
}
