using Amqp;
using Amqp.Framing;
using Amqp.Types;
using MedRecCloud.Local.Broker;

namespace MedRecCloud.Local.Tests.Broker.Links;

/// <summary>Operations that the JavaScript client does not use.</summary>
public class ManagementTests
{
    [Fact]
    public async Task Messages_are_deleted_in_batches()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "q0");
        for (var i = 0; i < 5; i++) await sender.SendAsync(new Message("m"));
        var management = await ManagementClient.AttachAsync(connection, "q0/$management");
        var body = await management.SucceedAsync("com.microsoft:batch-delete-messages", new Map { ["message-count"] = 3, ["enqueued-time-utc"] = DateTime.UtcNow.AddMinutes(1) });
        Assert.Equal(3, body["message-count"]);
        Assert.Equal(2, (await test.Broker.GetCountsAsync("q0")).Active);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Sessions_are_listed_page_by_page()
    {
        await using var test = await TestBroker.StartAsync(options => options.Entities.Queues.Add(new QueueOptions { Name = "sessions", RequiresSession = true }));
        var connection = await test.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "sessions");
        foreach (var id in (string[])["c", "a", "b"]) await sender.SendAsync(new Message("m") { Properties = new Properties { GroupId = id } });
        var management = await ManagementClient.AttachAsync(connection, "sessions/$management");
        var body = await management.SucceedAsync("com.microsoft:get-message-sessions", new Map { ["last-updated-time"] = DateTime.MaxValue, ["skip"] = 0, ["top"] = 2 });
        Assert.Equal(["a", "b"], (string[])body["sessions-ids"]);
        Assert.Equal(2, body["skip"]);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_lost_lock_is_gone_and_an_unknown_operation_not_implemented()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var management = await ManagementClient.AttachAsync(connection, "q0/$management");
        var lost = await management.RequestAsync("com.microsoft:update-disposition", new Map { ["disposition-status"] = "completed", ["lock-tokens"] = new[] { Guid.NewGuid() } });
        Assert.Equal(410, lost.ApplicationProperties["statusCode"]);
        Assert.Equal("com.microsoft:message-lock-lost", lost.ApplicationProperties["errorCondition"].ToString());
        Assert.Equal(501, (await management.RequestAsync("com.microsoft:make-tea", new Map())).ApplicationProperties["statusCode"]);
        Assert.Equal(400, (await management.RequestAsync("com.microsoft:renew-lock", new Map())).ApplicationProperties["statusCode"]);
        Assert.Equal(400, (await management.RequestAsync("com.microsoft:renew-lock", new Map { ["lock-tokens"] = "nonsense" })).ApplicationProperties["statusCode"]);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Rules_that_a_client_changed_stay_changed_after_a_restart()
    {
        using var folder = new TestFolder();
        await using (var test = await StartAsync(folder))
        {
            var connection = await test.ConnectAsync();
            var management = await ManagementClient.AttachAsync(connection, "events/Subscriptions/some/$management");
            await management.SucceedAsync("com.microsoft:remove-rule", new Map { ["rule-name"] = "configured" });
            await management.SucceedAsync("com.microsoft:add-rule", new Map
            {
                ["rule-name"] = "added", ["rule-description"] = new Map { ["correlation-filter"] = new Map { ["label"] = "yes", ["properties"] = new Map { ["n"] = 7 } } },
            });
            await connection.CloseAsync();
        }

        await using (var test = await StartAsync(folder))
        {
            var connection = await test.ConnectAsync();
            var sender = new SenderLink(new Session(connection), "s", "events");
            foreach (var (subject, n) in ((string, int)[])[("yes", 7), ("yes", 8), ("no", 7)])
                await sender.SendAsync(new Message("m") { Properties = new Properties { Subject = subject }, ApplicationProperties = new ApplicationProperties { ["n"] = n } });
            var receiver = new ReceiverLink(new Session(connection), "r", "events/subscriptions/some");
            var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(("yes", 7), (message.Properties.Subject, message.ApplicationProperties["n"]));
            receiver.Accept(message);
            Assert.Null(await receiver.ReceiveAsync(TimeSpan.FromMilliseconds(500)));
            await connection.CloseAsync();
        }
    }

    [Fact]
    public async Task Wrong_declarations_are_refused_with_the_reason()
    {
        var twice = await Assert.ThrowsAsync<BrokerConfigurationException>(() => TestBroker.StartAsync(options => options.Entities.Queues.Add(new QueueOptions { Name = "Q0" })));
        Assert.Contains("declared twice", twice.Message);
        var rule = await Assert.ThrowsAsync<BrokerConfigurationException>(() => TestBroker.StartAsync(options => options.Entities.Topics.Add(Topic("size >="))));
        Assert.Contains("ends too early", rule.Message);
    }

    private static Task<TestBroker> StartAsync(TestFolder folder) => TestBroker.StartAsync(options =>
    {
        options.DataFolder = folder.Path;
        options.Entities.Topics.Add(Topic("1=0"));
    });

    private static TopicOptions Topic(string sql) =>
        new() { Name = "events", Subscriptions = [new SubscriptionOptions { Name = "some", Rules = [new RuleOptions { Name = "configured", Sql = sql }] }] };
}
