using Amqp;
using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker;

namespace MedRecCloud.Local.Tests.Broker.Store;

public class DurabilityTests
{
    [Fact]
    public async Task Everything_is_as_it_was_after_a_restart()
    {
        using var folder = new TestFolder();
        await using (var test = await StartAsync(folder))
        {
            var connection = await test.ConnectAsync();
            var session = new Session(connection);
            var sender = new SenderLink(session, "s", "q0");
            foreach (var id in (string[])["active", "deferred", "dead", "completed"]) await sender.SendAsync(Message(id));
            await sender.SendAsync(Message("scheduled", DateTime.UtcNow.AddHours(1)));
            var receiver = new ReceiverLink(session, "r", "q0");
            var active = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            receiver.Modify(await receiver.ReceiveAsync(TimeSpan.FromSeconds(10)), deliveryFailed: true, undeliverableHere: true);
            receiver.Reject(await receiver.ReceiveAsync(TimeSpan.FromSeconds(10)), new Error(new Symbol("com.microsoft:dead-letter")));
            receiver.Accept(await receiver.ReceiveAsync(TimeSpan.FromSeconds(10)));
            receiver.Modify(active, deliveryFailed: true);
            await WaitForAsync(test, new EntityCounts(1, 1, 1, 1));
            var once = new SenderLink(session, "once", "once");
            await once.SendAsync(Message("same"));
            await connection.CloseAsync();
        }

        await using (var test = await StartAsync(folder))
        {
            Assert.Equal(new EntityCounts(1, 1, 1, 1), await test.Broker.GetCountsAsync("q0"));
            var connection = await test.ConnectAsync();
            var session = new Session(connection);
            await new SenderLink(session, "s", "q0").SendAsync(Message("new"));
            var receiver = new ReceiverLink(session, "r", "q0");
            var first = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            var second = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(("active", 1u, "new"), (first.Properties.MessageId, first.Header.DeliveryCount, second.Properties.MessageId));
            Assert.Equal(6L, second.MessageAnnotations[new Symbol("x-opt-sequence-number")]);
            await new SenderLink(session, "once", "once").SendAsync(Message("same"));
            Assert.Equal(1, (await test.Broker.GetCountsAsync("once")).Active);
            await connection.CloseAsync();
        }
    }

    [Fact]
    public async Task Sequence_numbers_go_on_after_a_queue_was_emptied()
    {
        using var folder = new TestFolder();
        for (var run = 1L; run <= 3; run++)
        {
            await using var test = await StartAsync(folder);
            var connection = await test.ConnectAsync();
            var session = new Session(connection);
            await new SenderLink(session, "s", "q0").SendAsync(Message("m"));
            var receiver = new ReceiverLink(session, "r", "q0");
            var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(run, message.MessageAnnotations[new Symbol("x-opt-sequence-number")]);
            receiver.Accept(message);
            await WaitForAsync(test, new EntityCounts(0, 0, 0, 0));
            await connection.CloseAsync();
        }
    }

    [Fact]
    public async Task Messages_above_the_memory_limit_are_read_from_disk_unchanged()
    {
        using var folder = new TestFolder();
        await using var test = await StartAsync(folder, options => options.MaxContentInMemory = 50_000);
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        var sender = new SenderLink(session, "s", "q0");
        for (var i = 0; i < 100; i++) await sender.SendAsync(new Message { Properties = new Properties { MessageId = $"{i}" }, BodySection = new Data { Binary = [.. Enumerable.Repeat((byte)i, 5000)] } });
        var receiver = new ReceiverLink(session, "r", "q0");
        for (var i = 0; i < 100; i++)
        {
            var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal($"{i}", message.Properties.MessageId);
            Assert.All((byte[])message.Body, value => Assert.Equal((byte)i, value));
            receiver.Accept(message);
        }

        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_data_folder_serves_one_broker_at_a_time()
    {
        using var folder = new TestFolder();
        await using var first = await StartAsync(folder);
        var error = await Assert.ThrowsAsync<BrokerConfigurationException>(() => StartAsync(folder));
        Assert.Contains("Another broker may be using it", error.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_a_sentence_that_helps()
    {
        await using var first = await TestBroker.StartAsync();
        var error = await Assert.ThrowsAsync<BrokerConfigurationException>(() => TestBroker.StartAsync(options => options.Port = first.Port));
        Assert.Contains("choose another port", error.Message);
    }

    private static Task<TestBroker> StartAsync(TestFolder folder, Action<BrokerOptions>? change = null) => TestBroker.StartAsync(options =>
    {
        options.DataFolder = folder.Path;
        options.Entities.Queues.Add(new QueueOptions { Name = "once", DuplicateDetectionWindow = TimeSpan.FromHours(1) });
        change?.Invoke(options);
    });

    private static Message Message(string id, DateTime? scheduledFor = null)
    {
        var message = new Message("body") { Properties = new Properties { MessageId = id } };
        if (scheduledFor is { } time) message.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-scheduled-enqueue-time")] = time };
        return message;
    }

    private static async Task WaitForAsync(TestBroker test, EntityCounts expected)
    {
        for (var i = 0; i < 200 && await test.Broker.GetCountsAsync("q0") != expected; i++) await Task.Delay(50);
        Assert.Equal(expected, await test.Broker.GetCountsAsync("q0"));
    }
}
