using CsCheck;
using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Tests.Broker.Entities;

public class MessageQueueProperties
{
    [Fact]
    public void Whatever_happens_every_message_is_in_exactly_one_place() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 1000]).List[1, 120].Sample(steps =>
        {
            using var test = new TestQueue(settings => settings with { MaxDeliveryCount = 3 });
            var receiver = test.Receiver(credit: 0);
            HashSet<string> sent = [], completed = [];
            foreach (var (step, choice) in steps) Do(test, receiver, step, choice, sent, completed);

            var kept = test.Queue.Peek(0, int.MaxValue, null, long.MaxValue).Select(each => each.Message.MessageId).ToList();
            var dead = test.DeadLetters.Peek(0, int.MaxValue, null, long.MaxValue).Select(each => each.Message.MessageId).ToList();
            Assert.Equal(sent.Count, kept.Count + dead.Count + completed.Count);
            Assert.Equal(sent.Order(), kept.Concat(dead).Concat(completed).Order());
            Assert.Equal(kept.Count, test.Queue.ActiveCount + test.Queue.DeferredCount + test.Queue.ScheduledCount);
            Drained(test, receiver);
        });

    private static void Do(TestQueue test, TestConsumer receiver, int step, int choice, HashSet<string> sent, HashSet<string> completed)
    {
        switch (step)
        {
            case 0 or 1 or 2:
                var id = $"m{sent.Count}";
                test.Queue.Send([TestQueue.Encoded(id)], Assert.Null, step == 2 ? test.Time.GetUtcNow().AddSeconds(choice).UtcTicks : null);
                sent.Add(id);
                break;
            case 3 or 4:
                receiver.Grant(receiver.Credit + (uint)(choice % 5));
                break;
            case 5:
                test.Time.Advance(TimeSpan.FromSeconds(choice % 60));
                break;
            case 6:
                foreach (var (message, _) in test.Queue.Peek(0, 100, null, long.MaxValue).Where(each => each.Message is { State: MessageState.Deferred, IsLocked: false }))
                    test.Queue.ReceiveDeferred([message.Sequence], deletes: false, null);
                break;
            default:
                if (receiver.Received.Count == 0) break;
                var delivery = receiver.Received[choice % receiver.Received.Count];
                Settlement settlement = step switch
                {
                    7 => Settlement.Complete.Instance,
                    8 => new Settlement.Abandon(),
                    9 => new Settlement.Release(),
                    10 => new Settlement.Defer(),
                    _ => new Settlement.DeadLetter("r", null),
                };
                test.Queue.Settle(delivery.LockToken, settlement, refusal =>
                {
                    if (refusal is null && settlement is Settlement.Complete) completed.Add(delivery.MessageId);
                });
                break;
        }
    }

    // Nothing is stuck: all that is neither deferred nor dead can still be received and completed.
    private static void Drained(TestQueue test, TestConsumer receiver)
    {
        test.Time.Advance(TimeSpan.FromHours(1));
        receiver.Grant(10_000);
        test.Time.Advance(TimeSpan.FromMinutes(1));
        var seen = receiver.Received.Count;
        for (var i = 0; i < seen; i++) test.Queue.Settle(receiver.Received[i].LockToken, Settlement.Complete.Instance, _ => { });
        test.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var delivery in receiver.Received.ToArray()) test.Queue.Settle(delivery.LockToken, Settlement.Complete.Instance, _ => { });
        Assert.Equal(0, test.Queue.ActiveCount);
    }
}
