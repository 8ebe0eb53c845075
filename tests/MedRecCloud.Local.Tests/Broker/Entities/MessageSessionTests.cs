using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Tests.Broker.Entities;

public class MessageSessionTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_session_is_received_in_order_by_its_holder_alone()
    {
        using var test = Sessions();
        foreach (var id in (string[])["a1", "b1", "a2"]) test.Send(id, session: id[..1]);
        var (a, b) = (Accept(test, "a"), Accept(test, "b"));
        Assert.Equal(["a1", "a2"], a.Ids);
        Assert.Equal(["b1"], b.Ids);
        test.Send("a3", session: "a");
        Assert.Equal(["a1", "a2", "a3"], a.Ids);
    }

    [Fact]
    public void A_held_session_is_refused_to_others()
    {
        using var test = Sessions();
        Accept(test, "a");
        Refusal? refusal = null;
        test.Queue.RequestSession(Request(test, new TestConsumer(test.Queue, false), "a", _ => { }, answer => refusal = answer));
        Assert.Equal(ErrorCondition.SessionCannotBeLocked, refusal?.Condition);
    }

    [Fact]
    public void The_next_session_is_the_one_that_has_waited_longest()
    {
        using var test = Sessions();
        test.Send("b1", session: "b");
        test.Send("a1", session: "a");
        Assert.Equal("b", Accept(test, null).Session!.Id);
        Assert.Equal("a", Accept(test, null).Session!.Id);
    }

    [Fact]
    public void A_request_for_any_session_times_out_when_none_comes()
    {
        using var test = Sessions();
        Refusal? refusal = null;
        test.Queue.RequestSession(Request(test, new TestConsumer(test.Queue, false), null, _ => { }, answer => refusal = answer));
        test.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(refusal);
        test.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ErrorCondition.Timeout, refusal?.Condition);
    }

    [Fact]
    public async Task A_request_for_any_session_waits_for_the_first_message()
    {
        using var test = Sessions();
        var granted = new TaskCompletionSource<string>();
        test.Queue.RequestSession(Request(test, new TestConsumer(test.Queue, false), null, granted.SetResult, _ => { }));
        test.Send("late", session: "s");
        Assert.Equal("s", await granted.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_withdrawn_request_gets_nothing()
    {
        using var test = Sessions();
        var request = Request(test, new TestConsumer(test.Queue, false), null, _ => Assert.Fail("granted"), _ => Assert.Fail("refused"));
        test.Queue.RequestSession(request);
        test.Queue.WithdrawRequest(request);
        test.Send("m", session: "s");
        Assert.Equal("s", Accept(test, null).Session!.Id);
    }

    [Fact]
    public void Closing_a_session_gives_its_messages_back_uncounted()
    {
        using var test = Sessions();
        test.Send("m", session: "s");
        var first = Accept(test, "s");
        test.Queue.RemoveConsumer(first);
        var second = Accept(test, "s");
        Assert.Equal(0, second.Received.Single().DeliveryCount);
        Refusal? refusal = null;
        test.Queue.Settle(first.Received.Single().LockToken, Settlement.Complete.Instance, answer => refusal = answer);
        Assert.Equal(ErrorCondition.SessionLockLost, refusal?.Condition);
    }

    [Fact]
    public void A_session_lock_that_ran_out_tells_its_holder_and_counts()
    {
        using var test = Sessions();
        test.Send("m", session: "s");
        var first = Accept(test, "s");
        test.Time.Advance(LockDuration + TimeSpan.FromMilliseconds(10));
        Assert.True(first.HasLostItsSession);
        Assert.Null(test.Queue.RenewSessionLock("s"));
        Assert.False(test.Queue.TryGetSessionState("s", out _));
        Refusal? refusal = null;
        test.Queue.SetSessionState("s", [1], answer => refusal = answer);
        Assert.Equal(ErrorCondition.SessionLockLost, refusal?.Condition);
        Assert.Equal(1, Accept(test, "s").Received.Single().DeliveryCount);
    }

    [Fact]
    public void A_renewed_session_keeps_the_locks_of_its_messages()
    {
        using var test = Sessions();
        test.Send("m", session: "s");
        var holder = Accept(test, "s");
        for (var i = 0; i < 4; i++)
        {
            test.Time.Advance(LockDuration * 0.9);
            Assert.NotNull(test.Queue.RenewSessionLock("s"));
        }

        test.Settle(holder.Received.Single(), Settlement.Complete.Instance);
    }

    [Fact]
    public void State_outlives_its_holder()
    {
        using var test = Sessions();
        var first = Accept(test, "s");
        test.Queue.SetSessionState("s", [1, 2], Assert.Null);
        test.Queue.RemoveConsumer(first);
        Accept(test, "s");
        Assert.True(test.Queue.TryGetSessionState("s", out var state));
        Assert.Equal([1, 2], state!);
    }

    [Fact]
    public void Sessions_with_messages_are_listed_by_name()
    {
        using var test = Sessions();
        foreach (var id in (string[])["c", "a", "b"]) test.Send(session: id);
        Assert.Equal(["a", "b", "c"], test.Queue.Sessions(DateTime.MaxValue, 0, 10));
        Assert.Equal(["b"], test.Queue.Sessions(DateTime.MaxValue, 1, 1));
    }

    [Fact]
    public void A_message_without_a_session_is_refused()
    {
        using var test = Sessions();
        Refusal? refusal = null;
        test.Queue.Send([TestQueue.Message("m")], answer => refusal = answer);
        Assert.Equal(ErrorCondition.NotAllowed, refusal?.Condition);
    }

    private static TestQueue Sessions() => new(settings => settings with { RequiresSession = true });

    private static TestConsumer Accept(TestQueue test, string? sessionId)
    {
        var consumer = new TestConsumer(test.Queue, false);
        string? granted = null;
        test.Queue.RequestSession(Request(test, consumer, sessionId, id => granted = id, refusal => Assert.Fail(refusal.Description)));
        Assert.NotNull(granted);
        test.Queue.AddConsumer(consumer);
        consumer.Grant(1000);
        return consumer;
    }

    private static SessionRequest Request(TestQueue test, Consumer consumer, string? sessionId, Action<string> granted, Action<Refusal> refused) =>
        new(sessionId, consumer, test.Time.GetUtcNow().AddSeconds(5).UtcTicks, (id, _) => granted(id), refused);
}
