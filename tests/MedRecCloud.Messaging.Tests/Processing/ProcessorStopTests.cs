using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class ProcessorStopTests
{
    [Fact]
    public async Task A_stop_lets_running_handlers_finish_and_returns_waiting_messages_uncounted()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(10));
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            async (_, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return Settlement.Completed;
            },
            new AbandonUnforeseen(),
            new QueueProcessorOptions { MaxConcurrentCalls = 1, Prefetch = 20 });
        var running = processor.RunAsync(stop.Token);
        await entered.Task.WaitAsync(Some.Patience);

        await stop.CancelAsync();
        await Task.Delay(100);
        Assert.False(running.IsCompleted);
        release.SetResult();
        await running.WaitAsync(Some.Patience);

        var rest = await connection.CreateReceiver(Queue).ReceiveAllAsync(9);
        Assert.All(rest, message => Assert.Equal(1, message.DeliveryCount));
        Assert.Equal(9, (await broker.CountAsync()).Active);
    }

    [Fact]
    public async Task A_handler_that_does_not_finish_in_time_is_cancelled_and_its_message_abandoned()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var entered = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            async (_, token) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return Settlement.Completed;
            },
            new AbandonUnforeseen(),
            new QueueProcessorOptions { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        var running = processor.RunAsync(stop.Token);
        await entered.Task.WaitAsync(Some.Patience);

        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);

        Assert.Equal(2, (await connection.CreateReceiver(Queue).OneAsync()).DeliveryCount);
    }
}
