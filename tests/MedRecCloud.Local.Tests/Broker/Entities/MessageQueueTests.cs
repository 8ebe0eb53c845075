using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Tests.Broker.Entities;

public class MessageQueueTests
{
    [Fact]
    public void Messages_are_received_in_the_order_in_which_they_were_sent()
    {
        using var test = new TestQueue();
        for (var i = 0; i < 300; i++) test.Send($"{i}");
        var receiver = test.Receiver();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), receiver.Ids);
    }

    [Fact]
    public void A_receiver_gets_no_more_than_its_credit()
    {
        using var test = new TestQueue();
        var receiver = test.Receiver(credit: 2);
        for (var i = 0; i < 5; i++) test.Send($"{i}");
        Assert.Equal(["0", "1"], receiver.Ids);
        receiver.Grant(1);
        Assert.Equal(["0", "1", "2"], receiver.Ids);
    }

    [Fact]
    public void Two_receivers_take_turns()
    {
        using var test = new TestQueue();
        var (one, other) = (test.Receiver(), test.Receiver());
        for (var i = 0; i < 10; i++) test.Send();
        Assert.Equal((5, 5), (one.Received.Count, other.Received.Count));
    }

    [Fact]
    public void A_drain_gives_what_there_is_and_takes_the_other_credit_back()
    {
        using var test = new TestQueue();
        test.Send("0");
        var receiver = test.Receiver(credit: 0);
        receiver.Grant(10, drain: true);
        Assert.Equal(["0"], receiver.Ids);
        Assert.Equal(1, receiver.DrainsAnswered);
        Assert.Equal((0u, 10u), (receiver.Credit, receiver.DeliveryCount));
        test.Send("1");
        Assert.Equal(["0"], receiver.Ids);
    }

    [Fact]
    public void A_flow_that_repeats_the_limit_leaves_the_credit_as_it_is()
    {
        using var test = new TestQueue();
        var receiver = test.Receiver(credit: 5);
        test.Queue.SetCredit(receiver, 5, drains: false);
        test.Send();
        Assert.Single(receiver.Received);
        test.Queue.SetCredit(receiver, 5, drains: false);
        Assert.Equal(4u, receiver.Credit);
    }

    [Fact]
    public void A_completed_message_is_gone()
    {
        using var test = new TestQueue();
        test.Send();
        var delivery = test.Receiver().Received.Single();
        test.Settle(delivery, Settlement.Complete.Instance);
        Assert.Equal(0, test.Queue.ActiveCount);
        Refused(test, delivery, ErrorCondition.MessageLockLost);
    }

    [Fact]
    public void An_abandoned_message_comes_again_in_its_place_and_is_counted()
    {
        using var test = new TestQueue();
        test.Send("first");
        test.Send("second");
        var receiver = test.Receiver(credit: 1);
        test.Settle(receiver.Received[0], new Settlement.Abandon());
        receiver.Grant(1);
        Assert.Equal(("first", 1), (receiver.Received[1].MessageId, receiver.Received[1].DeliveryCount));
    }

    [Fact]
    public void A_released_message_is_not_counted_however_often_it_comes_back()
    {
        using var test = new TestQueue();
        test.Send();
        var receiver = test.Receiver(credit: 1);
        for (var i = 0; i < 10; i++)
        {
            test.Settle(receiver.Received[i], new Settlement.Release());
            receiver.Grant(1);
            Assert.Equal(0, receiver.Received[i + 1].DeliveryCount);
        }
    }

    [Fact]
    public void A_message_that_failed_too_often_is_dead_lettered_with_its_reason()
    {
        using var test = new TestQueue();
        test.Queue.Send([TestQueue.Encoded("poison")], Assert.Null);
        var receiver = test.Receiver();
        for (var i = 0; i < 3; i++) test.Settle(receiver.Received[i], new Settlement.Abandon());
        Assert.Equal((0, 1), (test.Queue.ActiveCount, test.DeadLetters.ActiveCount));
        var dead = test.Receiver(queue: test.DeadLetters).Received.Single();
        Assert.Equal("MaxDeliveryCountExceeded", MessageSections.ApplicationProperties(dead.Content)!["DeadLetterReason"]);
        Assert.Equal(("orders", 1L), (dead.Message.DeadLetterSource, dead.Message.EnqueuedSequence));
    }

    [Fact]
    public void A_dead_letter_cannot_be_dead_lettered_again()
    {
        using var test = new TestQueue();
        test.Queue.Send([TestQueue.Encoded("bad")], Assert.Null);
        test.Settle(test.Receiver().Received.Single(), new Settlement.DeadLetter("r", "d"));
        Refusal? refusal = null;
        test.DeadLetters.Settle(test.Receiver(queue: test.DeadLetters).Received.Single().LockToken, new Settlement.DeadLetter("r", "d"), answer => refusal = answer);
        Assert.Equal(ErrorCondition.NotAllowed, refusal?.Condition);
        Assert.Equal(1, test.DeadLetters.ActiveCount);
    }

    [Fact]
    public void What_is_sent_to_a_receiver_that_has_just_left_goes_to_the_next_uncounted()
    {
        using var test = new TestQueue();
        var gone = test.Receiver();
        gone.HasLeft = true;
        test.Send();
        gone.Credit = 0;
        test.Queue.RemoveConsumer(gone);
        Assert.Equal(0, test.Receiver().Received.Single().DeliveryCount);
    }

    [Fact]
    public void A_receiver_that_cannot_keep_up_gets_nothing_until_it_can()
    {
        using var test = new TestQueue();
        var receiver = test.Receiver();
        receiver.IsBusy = true;
        test.Send();
        Assert.Empty(receiver.Received);
        receiver.IsBusy = false;
        test.Queue.Dispatch();
        Assert.Single(receiver.Received);
    }

    [Fact]
    public void Receive_and_delete_removes_at_once()
    {
        using var test = new TestQueue();
        test.Send();
        Assert.Single(test.Receiver(deletes: true).Received);
        Assert.Equal(0, test.Queue.ActiveCount);
    }

    [Fact]
    public void A_full_queue_refuses_until_there_is_room()
    {
        using var test = new TestQueue(settings => settings with { MaxSizeInBytes = 100 });
        test.Queue.Send([TestQueue.Message("0", size: 80)], Assert.Null);
        Refusal? refusal = null;
        test.Queue.Send([TestQueue.Message("1", size: 80)], answer => refusal = answer);
        Assert.Equal(ErrorCondition.ResourceLimitExceeded, refusal?.Condition);
        test.Settle(test.Receiver().Received.Single(), Settlement.Complete.Instance);
        test.Queue.Send([TestQueue.Message("1", size: 80)], Assert.Null);
    }

    [Fact]
    public void Peeking_shows_messages_of_every_state_and_locks_none()
    {
        using var test = new TestQueue();
        test.Send("deferred");
        test.Settle(test.Receiver(credit: 1).Received.Single(), new Settlement.Defer());
        test.Send("scheduled", scheduledFor: test.Time.GetUtcNow().AddHours(1).UtcTicks);
        test.Send("active");
        var peeked = test.Queue.Peek(0, 10, null, long.MaxValue);
        Assert.Equal([MessageState.Deferred, MessageState.Scheduled, MessageState.Active], peeked.Select(each => each.Message.State));
        Assert.Equal((1, 1, 1), (test.Queue.DeferredCount, test.Queue.ScheduledCount, test.Queue.ActiveCount));
        Assert.Equal(["active"], test.Queue.Peek(3, 10, null, long.MaxValue).Select(each => each.Message.MessageId));
    }

    [Fact]
    public void A_batch_delete_spares_what_is_locked_deferred_or_newer()
    {
        using var test = new TestQueue();
        for (var i = 0; i < 5; i++) test.Send($"{i}");
        test.Receiver(credit: 1);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var before = test.Time.GetUtcNow().UtcTicks;
        test.Send("new");
        var deleted = 0;
        test.Queue.DeleteBatch(3, before, null, count => deleted += count);
        test.Queue.DeleteBatch(100, before, null, count => deleted += count);
        Assert.Equal(4, deleted);
        Assert.Equal(["0", "new"], test.Queue.Peek(0, 10, null, long.MaxValue).Select(each => each.Message.MessageId));
    }

    private static void Refused(TestQueue test, TestDelivery delivery, string condition)
    {
        Refusal? refusal = null;
        test.Queue.Settle(delivery.LockToken, Settlement.Complete.Instance, answer => refusal = answer);
        Assert.Equal(condition, refusal?.Condition);
    }
}
