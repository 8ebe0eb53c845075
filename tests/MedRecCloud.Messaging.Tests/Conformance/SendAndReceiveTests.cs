using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class SendAndReceiveTests
{
    [Fact]
    public async Task A_sent_message_is_received_completed_and_gone()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await using var sender = connection.CreateSender(Queue);
        await using var receiver = connection.CreateReceiver(Queue);
        await sender.SendAsync(Some.Message("hello") with { MessageId = "1", ContentType = "text/plain", Subject = "greeting" });

        var message = await receiver.OneAsync();
        await receiver.CompleteAsync(message);

        Assert.Equal(("hello", "1", "text/plain", "greeting", 1), (message.Text(), message.MessageId, message.ContentType, message.Subject, message.DeliveryCount));
        Assert.True(message.SequenceNumber > 0);
        Assert.NotEqual(Guid.Empty, message.LockToken);
        Assert.InRange(message.LockedUntil, DateTimeOffset.UtcNow.AddSeconds(15), DateTimeOffset.UtcNow.AddSeconds(31));
        Assert.Equal((0, 0), await broker.CountAsync());
        Assert.True(connection.IsConnected);
    }

    [Fact]
    public async Task A_list_of_messages_arrives_in_order()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(50));

        var messages = await connection.CreateReceiver(Queue).ReceiveAllAsync(50);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => "m" + i), messages.Select(m => m.MessageId));
        Assert.Equal(messages.Select(m => m.SequenceNumber).Order(), messages.Select(m => m.SequenceNumber));
    }

    [Fact]
    public async Task A_list_larger_than_one_transfer_is_divided()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var bodies = Enumerable.Range(0, 30).Select(i => new OutgoingMessage(new byte[100_000]) { MessageId = "m" + i }).ToArray();

        await connection.CreateSender(Queue).SendAsync(bodies);

        Assert.Equal(30, (await broker.CountAsync()).Active);
    }

    [Fact]
    public async Task A_message_of_many_frames_arrives_whole()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var body = new byte[700_000];
        new Random(3).NextBytes(body);
        await connection.CreateSender(Queue).SendAsync(new OutgoingMessage(body));

        Assert.Equal(body, (await connection.CreateReceiver(Queue).OneAsync()).Body.ToArray());
    }

    [Fact]
    public async Task A_message_larger_than_the_entity_takes_is_refused_and_nothing_is_sent()
    {
        await using var broker = await StartAsync();
        var sender = broker.Connect().CreateSender(Queue);

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, await Some.ReasonAsync(() => sender.SendAsync(new OutgoingMessage(new byte[1_100_000]))));
        Assert.Equal(
            ServiceBusFailureReason.MessageSizeExceeded,
            await Some.ReasonAsync(() => sender.SendAsync([Some.Message(), new OutgoingMessage(new byte[1_100_000])])));
        Assert.Equal(0, (await broker.CountAsync()).Active);
    }

    [Fact]
    public async Task Two_thousand_concurrent_sends_all_arrive()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await using var sender = connection.CreateSender(Queue);

        await Task.WhenAll(Some.Messages(2_000).Select(message => sender.SendAsync(message)));

        await using var receiver = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 200 });
        var messages = await receiver.ReceiveAllAsync(2_000);
        Assert.Equal(2_000, messages.Select(m => m.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Receiving_from_an_empty_queue_ends_with_nothing()
    {
        await using var broker = await StartAsync();

        Assert.Empty(await broker.Connect().CreateReceiver(Queue).NoneAsync());
    }

    [Fact]
    public async Task Receiving_with_no_patience_takes_what_is_there()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(3));
        var receiver = connection.CreateReceiver(Queue);

        Assert.Equal(3, (await receiver.ReceiveAsync(10, TimeSpan.Zero)).Count);
        Assert.Empty(await receiver.ReceiveAsync(10, TimeSpan.Zero));
    }

    [Fact]
    public async Task Credit_left_over_is_given_back_so_that_another_receiver_gets_the_next_message()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sender = connection.CreateSender(Queue);
        await sender.SendAsync(Some.Messages(3));
        var first = connection.CreateReceiver(Queue);
        Assert.Equal(3, (await first.ReceiveAsync(100, Some.Patience)).Count);

        await sender.SendAsync(Some.Message("later"));

        Assert.Equal("later", (await connection.CreateReceiver(Queue).OneAsync()).Text());
        Assert.Empty(await first.NoneAsync());
    }

    [Fact]
    public async Task In_receive_and_delete_mode_a_message_is_gone_when_it_comes()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(2));
        var receiver = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Mode = ReceiveMode.ReceiveAndDelete });

        var messages = await receiver.ReceiveAllAsync(2);

        Assert.All(messages, message => Assert.Equal("m", message.Text()[..1]));
        await Some.EventuallyAsync(async () => await broker.CountAsync() == (0, 0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteAsync(messages[0]));
    }

    [Fact]
    public async Task Prefetched_messages_that_nobody_took_go_back_without_counting_as_a_delivery()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Queue).SendAsync(Some.Messages(20));
        await using (var greedy = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 20 }))
            await greedy.CompleteAsync(await greedy.OneAsync());

        var messages = await connection.CreateReceiver(Queue).ReceiveAllAsync(19);

        Assert.All(messages, message => Assert.Equal(1, message.DeliveryCount));
    }

    [Fact]
    public async Task A_message_id_seen_before_is_dropped_by_a_queue_that_detects_duplicates()
    {
        await using var broker = await StartAsync(queue => queue.DuplicateDetectionWindow = TimeSpan.FromMinutes(1));
        var sender = broker.Connect().CreateSender(Queue);

        await sender.SendAsync(Some.Message() with { MessageId = "same" });
        await sender.SendAsync(Some.Message() with { MessageId = "same" });
        await sender.SendAsync(Some.Message());
        await sender.SendAsync(Some.Message());

        Assert.Equal(3, (await broker.CountAsync()).Active);
    }

    [Fact]
    public async Task Properties_arrive_with_their_types()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var properties = new Dictionary<string, object> { ["text"] = "ü", ["number"] = 7, ["long"] = 1L << 40, ["flag"] = true, ["share"] = 0.25 };
        await connection.CreateSender(Queue).SendAsync(Some.Message() with { ApplicationProperties = properties, CorrelationId = "c", To = "t", ReplyTo = "r" });

        var message = await connection.CreateReceiver(Queue).OneAsync();

        Assert.Equal(("c", "t", "r"), (message.CorrelationId, message.To, message.ReplyTo));
        foreach (var (name, value) in properties)
            Assert.Equal(value, message.ApplicationProperties[name]);
    }

    [Fact]
    public async Task A_topic_gives_each_subscription_its_own_copy()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Topic).SendAsync(Some.Message("news"));
        var a = connection.CreateReceiver(EntityPath.Subscription(Topic, "a"));
        var b = connection.CreateReceiver(EntityPath.Subscription(Topic, "b"));

        await a.DeadLetterAsync(await a.OneAsync(), "NotForUs", "Wrong department.");
        await b.CompleteAsync(await b.OneAsync());

        var dead = await connection.CreateReceiver(EntityPath.DeadLetterOf(EntityPath.Subscription(Topic, "a"))).OneAsync();
        Assert.Equal(("news", "NotForUs"), (dead.Text(), dead.DeadLetterReason));
        Assert.Equal((0, 0), await broker.CountAsync(EntityPath.Subscription(Topic, "b")));
    }
}
