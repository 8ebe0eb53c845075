using Microsoft.Extensions.Time.Testing;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class ScheduleAndPeekTests
{
    [Fact]
    public async Task A_scheduled_message_appears_at_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(time: time);
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);

        var number = await sender.ScheduleAsync(Some.Message("scheduled"), time.GetUtcNow().AddSeconds(10));

        Assert.True(number > 0);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, (await broker.CountAsync()).Active);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("scheduled", (await connection.CreateReceiver(Queue).OneAsync()).Text());
    }

    [Fact]
    public async Task A_cancelled_message_never_appears_and_cannot_be_cancelled_again()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(time: time);
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);
        var number = await sender.ScheduleAsync(Some.Message(), time.GetUtcNow().AddSeconds(10));

        await sender.CancelScheduledAsync(number);

        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty(await connection.CreateReceiver(Queue).NoneAsync());
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, await Some.ReasonAsync(() => sender.CancelScheduledAsync(number)));
    }

    [Fact]
    public async Task A_message_sent_with_a_time_is_scheduled_too()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(time: time);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message() with { ScheduledEnqueueTime = time.GetUtcNow().AddSeconds(10) });
        var receiver = connection.CreateReceiver(Queue);

        var scheduled = Assert.Single(await receiver.PeekAsync(10));
        Assert.Equal(MessageState.Scheduled, scheduled.State);
        Assert.NotNull(scheduled.ScheduledEnqueueTime);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("hello", (await receiver.OneAsync()).Text());
    }

    [Fact]
    public async Task Peeking_shows_messages_page_by_page_without_locking_them()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(10));
        var receiver = connection.CreateReceiver(Queue);

        var first = await receiver.PeekAsync(4);
        var second = await receiver.PeekAsync(100);
        var end = await receiver.PeekAsync(100);
        var from = await receiver.PeekAsync(2, first[1].SequenceNumber);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => "m" + i), first.Concat(second).Select(m => m.MessageId));
        Assert.Empty(end);
        Assert.Equal(["m1", "m2"], from.Select(m => m.MessageId));
        Assert.All(first, message => Assert.Equal(Guid.Empty, message.LockToken));
        Assert.Equal(10, (await receiver.ReceiveAllAsync(10)).Count);
    }

    [Fact]
    public async Task A_deferred_message_is_seen_as_deferred()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);
        await receiver.DeferAsync(await receiver.OneAsync());

        Assert.Equal(MessageState.Deferred, Assert.Single(await receiver.PeekAsync(10)).State);
    }

    [Fact]
    public async Task Dead_letters_can_be_peeked()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);
        await receiver.DeadLetterAsync(await receiver.OneAsync(), "Reason", "Description.");

        Assert.Equal("Reason", Assert.Single(await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).PeekAsync(10)).DeadLetterReason);
    }
}
