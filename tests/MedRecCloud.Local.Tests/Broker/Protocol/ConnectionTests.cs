using System.Net.Sockets;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Local.Tests.Broker.Protocol;

public class ConnectionTests
{
    private static readonly byte[] SaslHeader = [.. "AMQP"u8, 3, 1, 0, 0];
    private static readonly byte[] AmqpHeader = [.. "AMQP"u8, 0, 1, 0, 0];

    // sasl-init(mechanism: ANONYMOUS)
    private static readonly byte[] AnonymousInit = [0, 0, 0, 26, 2, 1, 0, 0, 0x00, 0x53, 0x41, 0xC0, 12, 1, 0xA3, 9, .. "ANONYMOUS"u8, 0x40];

    [Fact]
    public async Task Nothing_follows_the_SASL_outcome_until_the_client_has_sent_its_header()
    {
        await using var test = await TestBroker.StartAsync();
        using var client = await ConnectAsync(test);
        await client.SendAsync(SaslHeader);
        await client.SendAsync(AnonymousInit[..25]);
        await client.SendAsync(AnonymousInit[25..]);
        byte[] outcome = [0x00, 0x53, 0x44, 0xC0, 3, 1, 0x50, 0];
        var soFar = await ReadUntilQuietAsync(client, outcome);
        // Header, mechanisms and outcome, the last byte being the outcome's code: clients that keep what comes after it would wait for ever.
        Assert.Equal(SaslHeader, soFar[..8]);
        Assert.Equal(outcome, soFar[^8..]);
        await client.SendAsync(AmqpHeader);
        Assert.Equal(AmqpHeader, await ReadUntilQuietAsync(client, AmqpHeader));
    }

    [Fact]
    public async Task A_client_that_falls_silent_is_cut_off_and_its_session_given_back()
    {
        await using var test = await TestBroker.StartAsync(options => options.IdleTimeout = TimeSpan.FromMilliseconds(600));
        using var client = await ConnectAsync(test);
        await client.SendAsync(AmqpHeader);
        // open(container-id: "c")
        await client.SendAsync(new byte[] { 0, 0, 0, 17, 2, 0, 0, 0, 0x00, 0x53, 0x10, 0xC0, 4, 1, 0xA1, 1, (byte)'c' });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        var received = new List<byte>();
        while (await client.ReceiveAsync(buffer, patience.Token) is var count and > 0) received.AddRange(buffer[..count]);
        Assert.Contains("amqp:connection:forced", System.Text.Encoding.ASCII.GetString([.. received]));
    }

    [Fact]
    public async Task A_client_that_only_sends_heartbeats_is_kept()
    {
        await using var test = await TestBroker.StartAsync(options => options.IdleTimeout = TimeSpan.FromSeconds(4));
        var connection = await test.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "q0");
        await Task.Delay(9000);
        await sender.SendAsync(new Message("still here"));
        await connection.CloseAsync();
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("474554202f20485454502f312e310d0a0d0a")]
    [InlineData("414d515000010000ffffffff02000000")]
    [InlineData("414d515000010000000000080100000000")]
    [InlineData("414d5150000100000000000f02000000005310c00101ff")]
    public async Task Bytes_that_are_not_AMQP_end_their_connection_and_no_other(string hex)
    {
        await using var test = await TestBroker.StartAsync();
        using var client = await ConnectAsync(test);
        await client.SendAsync(Convert.FromHexString(hex));
        client.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, patience.Token) > 0)
        {
        }

        var connection = await test.ConnectAsync();
        await new SenderLink(new Session(connection), "s", "q0").SendAsync(new Message("m"));
        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_client_without_a_claim_may_attach_nowhere()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await new ConnectionFactory().CreateAsync(new Address($"amqp://127.0.0.1:{test.Port}"));
        var error = await Assert.ThrowsAsync<AmqpException>(() => new SenderLink(new Session(connection), "s", "q0").SendAsync(new Message("m")));
        Assert.Equal("amqp:unauthorized-access", error.Error.Condition);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task The_delivery_tag_is_the_lock_token()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        await new SenderLink(session, "s", "q0").SendAsync(new Message("m"));
        var receiver = new ReceiverLink(session, "r", "q0");
        var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(16, message.DeliveryTag.Length);
        Assert.True(message.Header.HasField(4), "The delivery count is on the wire also when it is 0.");
        Assert.IsType<DateTime>(message.MessageAnnotations[new Symbol("x-opt-locked-until")]);
        receiver.Accept(message);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Messages_that_a_client_releases_are_never_counted()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        await new SenderLink(session, "s", "q0").SendAsync(new Message("m"));
        var receiver = new ReceiverLink(session, "r", "q0");
        for (var i = 0; i < 30; i++)
        {
            var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(0u, message.Header.DeliveryCount);
            receiver.Release(message);
        }

        await connection.CloseAsync();
    }

    [Fact]
    public async Task Credit_that_is_granted_while_a_session_is_waited_for_counts_once_it_is_there()
    {
        await using var test = await TestBroker.StartAsync(options => options.Entities.Queues.Add(new() { Name = "sessions", RequiresSession = true }));
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        var source = new Source { Address = "sessions", FilterSet = new Map { [new Symbol("com.microsoft:session-filter")] = null! } };
        var attached = new TaskCompletionSource<Attach>();
        var receiver = new ReceiverLink(session, "r", new Attach { Source = source, Target = new Target() }, (_, attach) => attached.SetResult(attach));
        receiver.SetCredit(10);
        await Task.Delay(300);
        await new SenderLink(session, "s", "sessions").SendAsync(new Message("m") { Properties = new Properties { GroupId = "late" } });
        var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("late", message.Properties.GroupId);
        Assert.Equal("late", ((Source)(await attached.Task).Source).FilterSet[new Symbol("com.microsoft:session-filter")]);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_client_that_gives_up_waiting_for_a_session_keeps_its_connection()
    {
        await using var test = await TestBroker.StartAsync(options => options.Entities.Queues.Add(new() { Name = "sessions", RequiresSession = true }));
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        var source = new Source { Address = "sessions", FilterSet = new Map { [new Symbol("com.microsoft:session-filter")] = null! } };
        var waiting = new ReceiverLink(session, "r", new Attach { Source = source, Target = new Target() }, null);
        await Task.Delay(200);
        waiting.Close(TimeSpan.Zero);
        await Task.Delay(200);
        await new SenderLink(session, "s", "q0").SendAsync(new Message("m"));
        Assert.Equal(1, (await test.Broker.GetCountsAsync("q0")).Active);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Receiving_goes_on_when_a_small_window_has_been_full()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "q0");
        // 40 messages of 300 KB take 5 frames each: many times a window of 7.
        for (var i = 0; i < 40; i++) await sender.SendAsync(new Message { BodySection = new Data { Binary = new byte[300 * 1024] } });
        var narrow = new Session(connection, new Begin { IncomingWindow = 7, OutgoingWindow = 7, HandleMax = 10, NextOutgoingId = uint.MaxValue - 3 }, null);
        var receiver = new ReceiverLink(narrow, "r", "q0");
        receiver.SetCredit(40);
        for (var i = 0; i < 40; i++)
        {
            var message = await receiver.ReceiveAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(300 * 1024, ((byte[])message.Body).Length);
            receiver.Accept(message);
        }

        await connection.CloseAsync();
    }

    [Fact]
    public async Task A_sender_may_count_its_deliveries_from_any_number()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var attach = new Attach { Source = new Source(), Target = new Target { Address = "q0" }, InitialDeliveryCount = 0x80000000 };
        await new SenderLink(new Session(connection), "s", attach, null).SendAsync(new Message("m"), TimeSpan.FromSeconds(10));
        Assert.Equal(1, (await test.Broker.GetCountsAsync("q0")).Active);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Counts_are_told_over_management_too()
    {
        await using var test = await TestBroker.StartAsync();
        var connection = await test.ConnectAsync();
        var session = new Session(connection);
        var sender = new SenderLink(session, "s", "q0");
        for (var i = 0; i < 3; i++) await sender.SendAsync(new Message("m"));
        var requests = new SenderLink(session, "requests", "q0/$management");
        var attached = new TaskCompletionSource();
        var replies = new ReceiverLink(session, "replies", new Attach { Source = new Source { Address = "q0/$management" }, Target = new Target { Address = "here" } }, (_, _) => attached.SetResult());
        await attached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await requests.SendAsync(new Message(new Map())
        {
            Properties = new Properties { MessageId = "1", ReplyTo = "here" },
            ApplicationProperties = new ApplicationProperties { ["operation"] = "medrec:get-counts" },
        });
        var reply = await replies.ReceiveAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(200, reply.ApplicationProperties["statusCode"]);
        Assert.Equal(3L, ((Map)reply.Body)["active"]);
        Assert.Equal(new(3, 0, 0, 0), await test.Broker.GetCountsAsync("/Q0"));
        await connection.CloseAsync();
    }

    private static async Task<Socket> ConnectAsync(TestBroker test)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", test.Port);
        return client;
    }

    // What comes until the ending, and for a moment after it.
    private static async Task<byte[]> ReadUntilQuietAsync(Socket client, byte[] ending)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        List<byte> received = [];
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer, end.Token) is var count and > 0)
            {
                received.AddRange(buffer[..count]);
                if (received.TakeLast(ending.Length).SequenceEqual(ending)) end.CancelAfter(TimeSpan.FromMilliseconds(300));
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing more came in this time.
        }

        return [.. received];
    }
}
