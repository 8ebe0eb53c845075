using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

/// <summary>Locks while a processor works. Broker and client have one clock, which the test moves: how fast the machine is changes nothing.</summary>
public sealed class ProcessorLockTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Locks_are_renewed_while_handlers_work_and_messages_wait()
    {
        await using var broker = await StartAsync(queue => queue.LockDuration = LockDuration, time: _time);
        var connection = broker.Connect(time: _time);
        await connection.CreateSender(Queue).SendAsync(Some.Messages(3));
        var seen = new ConcurrentQueue<ReceivedMessage>();
        var mayFinish = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            async (message, token) =>
            {
                seen.Enqueue(message);
                await mayFinish.Task.WaitAsync(token);
                return Settlement.Completed;
            },
            new AbandonUnforeseen(),
            new QueueProcessorOptions { MaxConcurrentCalls = 1, Prefetch = 2 });
        var running = processor.RunAsync(stop.Token);
        await Some.EventuallyAsync(() => Task.FromResult(seen.Count == 1));

        await OutliveLocksAsync(() => seen);
        mayFinish.SetResult();

        await Some.EventuallyAsync(async () => await broker.CountAsync() == (0, 0));
        Assert.Equal([1, 1, 1], seen.Select(message => message.DeliveryCount));
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task A_lost_lock_cancels_the_handler_and_the_message_comes_again()
    {
        await using var broker = await StartAsync(queue => queue.LockDuration = LockDuration, time: _time);
        var connection = broker.Connect(time: _time);
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var thief = connection.CreateReceiver(Queue);
        var stolen = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var deliveries = 0;
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            async (message, token) =>
            {
                if (Interlocked.Increment(ref deliveries) > 1)
                    return Settlement.Completed;
                await thief.AbandonAsync(CopyOf(message), cancellationToken: CancellationToken.None);
                stolen.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => cancelled.TrySetResult(), TaskScheduler.Default);
                return Settlement.Completed;
            },
            new AbandonUnforeseen());
        var running = processor.RunAsync(stop.Token);
        await stolen.Task.WaitAsync(Some.Patience);

        await Some.EventuallyAsync(() =>
        {
            _time.Advance(LockDuration / 10);
            return Task.FromResult(cancelled.Task.IsCompleted);
        });

        await Some.EventuallyAsync(async () => await broker.CountAsync() == (0, 0));
        Assert.Equal(2, deliveries);
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task Abandoned_messages_are_held_back_so_that_deliveries_are_not_used_up_and_receiving_slows_down()
    {
        await using var broker = await StartAsync(queue => queue.LockDuration = LockDuration, time: _time);
        var connection = broker.Connect(time: _time);
        await connection.CreateSender(Queue).SendAsync(Some.Messages(50));
        var seen = new ConcurrentQueue<ReceivedMessage>();
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            (message, _) =>
            {
                seen.Enqueue(message);
                return Task.FromResult<Settlement>(new Settlement.Abandon("ServerDown"));
            },
            new AbandonUnforeseen(),
            new QueueProcessorOptions
            {
                MaxConcurrentCalls = 4, MaxHeldBack = 10, AbandonDelay = TimeSpan.FromHours(1), MaxAbandonDelay = TimeSpan.FromHours(1),
            });
        var running = processor.RunAsync(stop.Token);
        await Some.EventuallyAsync(() => Task.FromResult(seen.Count >= 10));

        await OutliveLocksAsync(() => seen);
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);

        Assert.InRange(seen.Count, 10, 14);
        Assert.All(seen, message => Assert.Equal(1, message.DeliveryCount));
        Assert.Equal((50, 0), await broker.CountAsync());
    }

    // Three times as long as a lock lives. Each step is shorter than what a lock has left when it is due for renewal, and waits for the renewals.
    private async Task OutliveLocksAsync(Func<IEnumerable<ReceivedMessage>> held)
    {
        for (var step = 0; step < 10; step++)
        {
            _time.Advance(LockDuration * 0.3);
            await Some.EventuallyAsync(() => Task.FromResult(held().All(message => message.LockedUntil - _time.GetUtcNow() > LockDuration / 3)));
        }
    }

    // The same lock seen by another receiver, which can settle it only by its token.
    private static ReceivedMessage CopyOf(ReceivedMessage message) =>
        new() { Body = message.Body, MessageId = message.MessageId, LockToken = message.LockToken };
}
