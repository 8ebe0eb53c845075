using Microsoft.Extensions.Time.Testing;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class SessionTests
{
    [Fact]
    public async Task A_session_gives_its_own_messages_in_order()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sender = connection.CreateSender(Sessions);
        for (var i = 0; i < 10; i++)
        {
            await sender.SendAsync(Some.Message("a" + i, "a"));
            await sender.SendAsync(Some.Message("b" + i, "b"));
        }

        await using var session = await connection.AcceptSessionAsync(Sessions, "a");
        var messages = await session.ReceiveAllAsync(10);
        foreach (var message in messages)
            await session.CompleteAsync(message);

        Assert.Equal("a", session.SessionId);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => "a" + i), messages.Select(m => m.Text()));
        Assert.All(messages, message => Assert.Equal("a", message.SessionId));
        Assert.True(session.SessionLockedUntil > DateTimeOffset.UtcNow);
        Assert.Equal(10, (await broker.CountAsync(Sessions)).Active);
    }

    [Fact]
    public async Task The_next_session_is_one_that_nobody_holds()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Sessions).SendAsync([Some.Message("1", "a"), Some.Message("2", "b")]);

        await using var first = await connection.AcceptNextSessionAsync(Sessions);
        await using var second = await connection.AcceptNextSessionAsync(Sessions);

        Assert.Equal(["a", "b"], new[] { first.SessionId, second.SessionId }.Order());
        Assert.Equal(first.SessionId == "a" ? "1" : "2", (await first.OneAsync()).Text());
    }

    [Fact]
    public async Task State_is_kept_with_the_session()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await using (var session = await connection.AcceptSessionAsync(Sessions, "a"))
        {
            Assert.Null(await session.GetStateAsync());
            await session.SetStateAsync(new byte[] { 1, 2, 3 });
        }

        await using var again = await connection.AcceptSessionAsync(Sessions, "a");
        Assert.Equal([1, 2, 3], (await again.GetStateAsync())!.Value.ToArray());
        await again.SetStateAsync(null);
        Assert.Null(await again.GetStateAsync());
    }

    [Fact]
    public async Task A_session_that_is_held_cannot_be_accepted_until_it_is_closed()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var holder = await connection.AcceptSessionAsync(Sessions, "a");

        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, await Some.ReasonAsync(() => connection.AcceptSessionAsync(Sessions, "a")));
        await holder.DisposeAsync();
        await using var next = await connection.AcceptSessionAsync(Sessions, "a");

        Assert.Equal("a", next.SessionId);
    }

    [Fact]
    public async Task Without_a_free_session_accepting_the_next_times_out()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect(options => options.OperationTimeout = TimeSpan.FromSeconds(1));

        Assert.Equal(ServiceBusFailureReason.Timeout, await Some.ReasonAsync(() => connection.AcceptNextSessionAsync(Sessions)));
    }

    [Fact]
    public async Task A_renewed_session_outlives_its_first_end_and_one_not_renewed_is_lost()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = await StartAsync(queue => queue.LockDuration = TimeSpan.FromSeconds(10), time: time);
        var connection = broker.Connect();
        await connection.CreateSender(Sessions).SendAsync(Some.Message("x", "a"));
        await using var session = await connection.AcceptSessionAsync(Sessions, "a");
        var message = await session.OneAsync();
        var first = session.SessionLockedUntil;

        time.Advance(TimeSpan.FromSeconds(6));
        await session.RenewSessionLockAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        await session.SetStateAsync(new byte[] { 1 });
        Assert.True(session.SessionLockedUntil > first);
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ServiceBusFailureReason.SessionLockLost, await Some.ReasonAsync(() => session.RenewSessionLockAsync()));
        Assert.Equal(ServiceBusFailureReason.SessionLockLost, await Some.ReasonAsync(() => session.CompleteAsync(message)));
    }

    [Fact]
    public async Task Sessions_and_plain_receiving_do_not_mix()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();

        Assert.Equal(ServiceBusFailureReason.NotAllowed, await Some.ReasonAsync(() => connection.CreateReceiver(Sessions).NoneAsync()));
        Assert.Equal(ServiceBusFailureReason.NotAllowed, await Some.ReasonAsync(() => connection.AcceptSessionAsync(Queue, "a")));
        Assert.Equal(ServiceBusFailureReason.NotAllowed, await Some.ReasonAsync(() => connection.CreateSender(Sessions).SendAsync(Some.Message())));
    }

    [Fact]
    public async Task Messages_of_a_session_can_be_deferred_peeked_and_dead_lettered()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        await connection.CreateSender(Sessions).SendAsync([Some.Message("1", "a"), Some.Message("2", "a"), Some.Message("3", "b")]);
        await using var session = await connection.AcceptSessionAsync(Sessions, "a");
        var messages = await session.ReceiveAllAsync(2);

        await session.DeferAsync(messages[0]);
        await session.DeadLetterAsync(messages[1], "Reason", "Description.");

        Assert.Equal("1", Assert.Single(await session.PeekAsync(10)).Text());
        var deferred = Assert.Single(await session.ReceiveDeferredAsync([messages[0].SequenceNumber]));
        await session.CompleteAsync(deferred);
        Assert.Equal("2", (await connection.CreateReceiver(EntityPath.DeadLetterOf(Sessions)).OneAsync()).Text());
    }

    [Fact]
    public async Task A_broken_connection_loses_the_session_and_says_so()
    {
        await using var broker = await StartAsync();
        await using var proxy = new CuttingProxy(broker.Port);
        var connection = broker.Connect(port: proxy.Port);
        await connection.CreateSender(Sessions).SendAsync(Some.Message("x", "a"));
        await using var session = await connection.AcceptSessionAsync(Sessions, "a");
        var message = await session.OneAsync();

        proxy.Cut();
        await Some.EventuallyAsync(() => Task.FromResult(!connection.IsConnected));

        Assert.Equal(ServiceBusFailureReason.SessionLockLost, await Some.ReasonAsync(() => session.CompleteAsync(message)));
        Assert.Equal(ServiceBusFailureReason.SessionLockLost, await Some.ReasonAsync(() => session.NoneAsync()));
        await Some.EventuallyAsync(async () =>
        {
            try
            {
                await using var again = await connection.AcceptSessionAsync(Sessions, "a");
                return (await again.OneAsync()).Text() == "x";
            }
            catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.SessionCannotBeLocked)
            {
                return false;
            }
        });
    }
}
