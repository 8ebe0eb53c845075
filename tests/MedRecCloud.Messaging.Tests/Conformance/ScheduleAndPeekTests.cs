using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class ScheduleAndPeekTests
{
    [Fact]
    public async Task A_scheduled_message_appears_at_its_time()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);
        var due = DateTimeOffset.UtcNow.AddSeconds(1);

        var number = await sender.ScheduleAsync(Some.Message("scheduled"), due);

        Assert.True(number > 0);
        Assert.Equal(0, (await broker.CountAsync()).Active);
        var message = await connection.CreateReceiver(Queue).OneAsync();
        Assert.Equal("scheduled", message.Text());
        Assert.True(DateTimeOffset.UtcNow > due.AddMilliseconds(-50));
    }

    [Fact]
    public async Task A_cancelled_message_never_appears_and_cannot_be_cancelled_again()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);
        var number = await sender.ScheduleAsync(Some.Message(), DateTimeOffset.UtcNow.AddMilliseconds(500));

        await sender.CancelScheduledAsync(number);

        Assert.Empty(await connection.CreateReceiver(Queue).ReceiveAsync(1, TimeSpan.FromSeconds(1)));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, await Some.ReasonAsync(() => sender.CancelScheduledAsync(number)));
    }

    [Fact]
    public async Task A_message_sent_with_a_time_is_scheduled_too()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message() with { ScheduledEnqueueTime = DateTimeOffset.UtcNow.AddMilliseconds(700) });
        var receiver = connection.CreateReceiver(Queue);

        var scheduled = Assert.Single(await receiver.PeekAsync(10));
        Assert.Equal(MessageState.Scheduled, scheduled.State);
        Assert.NotNull(scheduled.ScheduledEnqueueTime);
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
