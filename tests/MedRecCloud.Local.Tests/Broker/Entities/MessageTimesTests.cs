using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Tests.Broker.Entities;

public class MessageTimesTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void A_lock_that_ran_out_returns_the_message_and_counts()
    {
        using var test = new TestQueue();
        test.Send("slow");
        var receiver = test.Receiver();
        test.Time.Advance(LockDuration + Tick);
        Assert.Equal([0, 1], receiver.Received.Select(delivery => delivery.DeliveryCount));
        Refusal? refusal = null;
        test.Queue.Settle(receiver.Received[0].LockToken, Settlement.Complete.Instance, answer => refusal = answer);
        Assert.Equal(ErrorCondition.MessageLockLost, refusal?.Condition);
        test.Settle(receiver.Received[1], Settlement.Complete.Instance);
    }

    [Fact]
    public void A_renewed_lock_holds_its_full_time_again()
    {
        using var test = new TestQueue();
        test.Send();
        var delivery = test.Receiver().Received.Single();
        for (var i = 0; i < 5; i++)
        {
            test.Time.Advance(LockDuration * 0.9);
            var until = test.Queue.RenewLocks([delivery.LockToken]);
            Assert.Equal(test.Time.GetUtcNow().Add(LockDuration).UtcTicks, Assert.Single(until!));
        }

        test.Settle(delivery, Settlement.Complete.Instance);
        Assert.Null(test.Queue.RenewLocks([delivery.LockToken]));
    }

    [Fact]
    public void A_renewal_of_one_lock_leaves_the_others_their_time()
    {
        using var test = new TestQueue();
        test.Send("renewed");
        test.Send("not renewed");
        var receiver = test.Receiver(credit: 2);
        test.Time.Advance(LockDuration * 0.5);
        test.Queue.RenewLocks([receiver.Received[0].LockToken]);
        receiver.Grant(1);
        test.Time.Advance(LockDuration * 0.6);
        Assert.Equal(["renewed", "not renewed", "not renewed"], receiver.Ids);
    }

    [Fact]
    public void A_message_that_outlived_its_time_is_dropped_where_nobody_wants_it()
    {
        using var test = new TestQueue();
        test.Send(timeToLive: TimeSpan.FromSeconds(1));
        test.Time.Advance(TimeSpan.FromSeconds(1) + Tick);
        Assert.Equal((0, 0), (test.Queue.ActiveCount, test.DeadLetters.ActiveCount));
    }

    [Fact]
    public void A_message_that_outlived_its_time_is_dead_lettered_where_asked_for()
    {
        using var test = new TestQueue(settings => settings with { DeadLetterOnExpiration = true, DefaultTimeToLive = TimeSpan.FromSeconds(1) });
        test.Queue.Send([TestQueue.Encoded("old")], Assert.Null);
        test.Time.Advance(TimeSpan.FromSeconds(1) + Tick);
        Assert.Equal((0, 1), (test.Queue.ActiveCount, test.DeadLetters.ActiveCount));
        test.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal(1, test.DeadLetters.ActiveCount);
    }

    [Fact]
    public void A_locked_message_does_not_expire_before_its_lock_ends()
    {
        using var test = new TestQueue();
        test.Send(timeToLive: TimeSpan.FromSeconds(1));
        var receiver = test.Receiver(credit: 1);
        test.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, test.Queue.ActiveCount);
        test.Settle(receiver.Received.Single(), new Settlement.Abandon());
        Assert.Equal(0, test.Queue.ActiveCount);
    }

    [Fact]
    public void The_shorter_of_two_times_to_live_holds()
    {
        using var test = new TestQueue(settings => settings with { DefaultTimeToLive = TimeSpan.FromSeconds(5) });
        test.Send("long", timeToLive: TimeSpan.FromHours(1));
        Assert.Equal(5000u, test.Receiver().Received.Single().Message.TimeToLiveMs);
    }

    [Fact]
    public void Expiries_of_messages_that_left_are_forgotten()
    {
        using var test = new TestQueue();
        var receiver = test.Receiver(credit: 10000, deletes: true);
        for (var i = 0; i < 5000; i++) test.Send(timeToLive: TimeSpan.FromHours(1));
        Assert.Equal(5000, receiver.Received.Count);
        Assert.InRange(test.Queue.PendingExpiries, 0, 2500);
    }

    [Fact]
    public void A_scheduled_message_comes_in_time_and_can_be_called_back()
    {
        using var test = new TestQueue();
        var receiver = test.Receiver();
        var first = test.Send("kept", scheduledFor: test.Time.GetUtcNow().AddMinutes(1).UtcTicks);
        var second = test.Send("called back", scheduledFor: test.Time.GetUtcNow().AddMinutes(1).UtcTicks);
        Assert.True(test.Queue.CancelScheduled([second], () => { }));
        Assert.False(test.Queue.CancelScheduled([second], () => { }));
        test.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(receiver.Received);
        test.Time.Advance(TimeSpan.FromSeconds(1) + Tick);
        Assert.Equal(["kept"], receiver.Ids);
        Assert.Equal(first, receiver.Received[0].Message.Sequence);
        Assert.Equal(0, test.Queue.ScheduledCount);
    }

    [Fact]
    public void A_deferred_message_is_only_received_by_its_number_and_stays_deferred_when_abandoned()
    {
        using var test = new TestQueue();
        var number = test.Send("later");
        var receiver = test.Receiver();
        test.Settle(receiver.Received.Single(), new Settlement.Defer());
        Assert.Equal((1, 1), (receiver.Received.Count, test.Queue.DeferredCount));
        var (_, _, token) = Assert.Single(test.Queue.ReceiveDeferred([number], deletes: false, null)!);
        Assert.Null(test.Queue.ReceiveDeferred([number], deletes: false, null));
        test.Queue.Settle(token, new Settlement.Abandon(), Assert.Null);
        Assert.Equal((1, 1), (receiver.Received.Count, test.Queue.DeferredCount));
        (_, _, token) = Assert.Single(test.Queue.ReceiveDeferred([number], deletes: false, null)!);
        test.Queue.Settle(token, Settlement.Complete.Instance, Assert.Null);
        Assert.Equal(0, test.Queue.DeferredCount);
    }

    [Fact]
    public void A_duplicate_is_taken_and_dropped_within_the_window_and_kept_after_it()
    {
        using var test = new TestQueue(settings => settings with { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        var receiver = test.Receiver(deletes: true);
        test.Send("a");
        Assert.Equal(0, test.Queue.Send([TestQueue.Message("a")], Assert.Null).Single());
        Assert.Single(receiver.Received);
        test.Time.Advance(TimeSpan.FromMinutes(10) + Tick);
        test.Send("a");
        Assert.Equal(2, receiver.Received.Count);
    }
}
