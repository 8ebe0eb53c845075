using Microsoft.Extensions.Time.Testing;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class SettlementTests
{
    [Fact]
    public async Task An_abandoned_message_comes_again_with_a_higher_count_and_the_changed_properties()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);

        await receiver.AbandonAsync(await receiver.OneAsync(), new Dictionary<string, object> { ["tried"] = 1 });

        var again = await receiver.OneAsync();
        Assert.Equal((2, 1), (again.DeliveryCount, again.ApplicationProperties["tried"]));
    }

    [Fact]
    public async Task A_dead_lettered_message_carries_reason_description_and_properties()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message("bad"));
        var receiver = connection.CreateReceiver(Queue);
        var message = await receiver.OneAsync();

        await receiver.DeadLetterAsync(message, "InvalidFhir", "Not JSON.", new Dictionary<string, object> { ["stage"] = "intake" });

        var deadLetters = connection.CreateReceiver(EntityPath.DeadLetterOf(Queue));
        var dead = await deadLetters.OneAsync();
        Assert.Equal(("bad", "InvalidFhir", "Not JSON."), (dead.Text(), dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        Assert.Equal("intake", dead.ApplicationProperties["stage"]);
        await deadLetters.CompleteAsync(dead);
        Assert.Equal((0, 0), await broker.CountAsync());
    }

    [Fact]
    public async Task After_the_last_delivery_the_broker_dead_letters()
    {
        await using var broker = await StartAsync(queue => queue.MaxDeliveryCount = 2);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);

        await receiver.AbandonAsync(await receiver.OneAsync());
        await receiver.AbandonAsync(await receiver.OneAsync());

        Assert.Equal("MaxDeliveryCountExceeded", (await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).OneAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task A_renewed_lock_outlives_its_first_end()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(queue => queue.LockDuration = TimeSpan.FromSeconds(10), time: time);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);
        var message = await receiver.OneAsync();
        var first = message.LockedUntil;

        time.Advance(TimeSpan.FromSeconds(6));
        await receiver.RenewLockAsync(message);
        time.Advance(TimeSpan.FromSeconds(6));
        await receiver.CompleteAsync(message);

        Assert.True(message.LockedUntil > first);
        Assert.Equal((0, 0), await broker.CountAsync());
    }

    [Fact]
    public async Task Completing_after_the_lock_ran_out_is_an_error_and_the_message_comes_again()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(queue => queue.LockDuration = TimeSpan.FromSeconds(10), time: time);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);
        var message = await receiver.OneAsync();
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ServiceBusFailureReason.LockLost, await Some.ReasonAsync(() => receiver.CompleteAsync(message)));
        Assert.Equal(ServiceBusFailureReason.LockLost, await Some.ReasonAsync(() => receiver.RenewLockAsync(message)));
        Assert.Equal(2, (await receiver.OneAsync()).DeliveryCount);
    }

    [Fact]
    public async Task A_second_settlement_is_refused()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var receiver = connection.CreateReceiver(Queue);
        var message = await receiver.OneAsync();

        await receiver.CompleteAsync(message);

        Assert.Equal(ServiceBusFailureReason.LockLost, await Some.ReasonAsync(() => receiver.AbandonAsync(message)));
        Assert.Equal((0, 0), await broker.CountAsync());
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("abandon")]
    [InlineData("dead-letter")]
    [InlineData("defer")]
    public async Task A_message_whose_link_is_gone_is_settled_by_its_lock_token(string how)
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var gone = connection.CreateReceiver(Queue);
        var message = await gone.OneAsync();
        await gone.DisposeAsync();
        var receiver = connection.CreateReceiver(Queue);

        await receiver.SettleAsync(message, how switch
        {
            "complete" => Settlement.Completed,
            "abandon" => new Settlement.Abandon("x"),
            "defer" => new Settlement.Defer(),
            _ => new Settlement.DeadLetter("Reason", "Description."),
        });

        switch (how)
        {
            case "complete":
                Assert.Equal((0, 0), await broker.CountAsync());
                break;
            case "abandon":
                Assert.Equal(2, (await receiver.OneAsync()).DeliveryCount);
                break;
            case "defer":
                Assert.Equal(message.MessageId, Assert.Single(await receiver.ReceiveDeferredAsync([message.SequenceNumber])).MessageId);
                break;
            default:
                Assert.Equal("Reason", (await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).OneAsync()).DeadLetterReason);
                break;
        }
    }

    [Fact]
    public async Task A_deferred_message_comes_only_by_its_number_and_stays_deferred_when_abandoned()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message("later"));
        var receiver = connection.CreateReceiver(Queue);
        var number = (await receiver.OneAsync() is var message ? message : null!).SequenceNumber;
        await receiver.DeferAsync(message);
        Assert.Empty(await receiver.NoneAsync());

        var deferred = Assert.Single(await receiver.ReceiveDeferredAsync([number]));
        await receiver.AbandonAsync(deferred);
        Assert.Empty(await receiver.NoneAsync());
        var again = Assert.Single(await receiver.ReceiveDeferredAsync([number]));
        await receiver.CompleteAsync(again);

        Assert.Equal(("later", number), (again.Text(), again.SequenceNumber));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, await Some.ReasonAsync(() => receiver.ReceiveDeferredAsync([number])));
    }

    [Fact]
    public async Task A_message_that_expires_is_dead_lettered_where_the_queue_says_so()
    {
        await using var broker = await StartAsync(queue => queue.DeadLetteringOnMessageExpiration = true);
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Message() with { TimeToLive = TimeSpan.FromMilliseconds(200) });

        Assert.Equal("TTLExpiredException", (await connection.CreateReceiver(EntityPath.DeadLetterOf(Queue)).OneAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task Four_thousand_settlements_at_once_are_all_confirmed()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(4_000));
        await using var receiver = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 1_000 });

        var messages = await receiver.ReceiveAllAsync(4_000);
        await Task.WhenAll(messages.Select(message => receiver.CompleteAsync(message)));

        Assert.Equal((0, 0), await broker.CountAsync());
    }

    [Fact]
    public async Task A_thousand_renewals_at_once_are_all_answered()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(1_000));
        await using var receiver = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 1_000 });
        var messages = await receiver.ReceiveAllAsync(1_000);
        var before = messages.Select(message => message.LockedUntil).ToArray();

        await Task.WhenAll(messages.Select(message => receiver.RenewLockAsync(message)));

        Assert.All(messages.Zip(before), pair => Assert.True(pair.First.LockedUntil >= pair.Second));
    }
}
