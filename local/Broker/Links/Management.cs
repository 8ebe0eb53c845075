using Amqp.Types;
using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Protocol;

namespace MedRecCloud.Local.Broker.Links;

/// <summary>The operations of an entity's $management node.</summary>
/// <param name="queue">Null at a topic.</param>
/// <param name="topic">Null at a queue or subscription.</param>
internal sealed partial class Management(MessageQueue? queue, Topic? topic, MessageParser parser)
{
    private const int MaxReplyBytes = 4 * 1024 * 1024;

    /// <param name="answer">Called once, now or when the change is on disk.</param>
    public void Handle(string operation, ManagementBody body, Action<ManagementReply> answer)
    {
        switch (operation)
        {
            case "com.microsoft:schedule-message": Schedule(body, answer); return;
            case "com.microsoft:cancel-scheduled-message": CancelScheduled(body, answer); return;
        }

        if (queue is null)
        {
            answer(Unknown(operation));
            return;
        }

        switch (operation)
        {
            case "com.microsoft:renew-lock": answer(RenewLocks(queue, body)); break;
            case "com.microsoft:peek-message": answer(Peek(queue, body)); break;
            case "com.microsoft:receive-by-sequence-number": answer(ReceiveDeferred(queue, body)); break;
            case "com.microsoft:update-disposition": Settle(queue, body, answer); break;
            case "com.microsoft:batch-delete-messages": DeleteBatch(queue, body, answer); break;
            case "com.microsoft:renew-session-lock": answer(RenewSessionLock(queue, body)); break;
            case "com.microsoft:set-session-state": SetSessionState(queue, body, answer); break;
            case "com.microsoft:get-session-state": answer(GetSessionState(queue, body)); break;
            case "com.microsoft:get-message-sessions": answer(GetSessions(queue, body)); break;
            case "com.microsoft:add-rule" when queue is Subscription subscription: AddRule(subscription, body, answer); break;
            case "com.microsoft:remove-rule" when queue is Subscription subscription: RemoveRule(subscription, body, answer); break;
            case "com.microsoft:enumerate-rules" when queue is Subscription subscription: answer(EnumerateRules(subscription, body)); break;
            case "medrec:get-counts": answer(GetCounts(queue)); break;
            default: answer(Unknown(operation)); break;
        }
    }

    private static ManagementReply Unknown(string operation) =>
        ManagementReply.Failed(501, ErrorCondition.NotImplemented, $"The operation '{operation}' is not known at this entity.");

    private void Schedule(ManagementBody body, Action<ManagementReply> answer)
    {
        var target = topic ?? (IMessageTarget)queue!;
        var received = body.Maps("messages").Select(map => parser.Parse((byte[])map["message"]!)).ToList();
        long[] numbers = [];
        // The answer may come on another thread before Send has returned the numbers.
        var sent = new TaskCompletionSource<Refusal?>();
        numbers = target.Send(received, sent.SetResult);
        sent.Task.ContinueWith(
            task => answer(task.Result is { } refusal
                ? ManagementReply.Failed(refusal.Condition == ErrorCondition.ResourceLimitExceeded ? 403 : 400, refusal.Condition, refusal.Description)
                : ManagementReply.Ok(new Map { ["sequence-numbers"] = numbers })),
            TaskScheduler.Default);
    }

    private void CancelScheduled(ManagementBody body, Action<ManagementReply> answer)
    {
        var target = topic ?? (IMessageTarget)queue!;
        if (!target.CancelScheduled(body.Numbers("sequence-numbers"), () => answer(ManagementReply.Ok()))) answer(MessageNotFound());
    }

    private static ManagementReply RenewLocks(MessageQueue queue, ManagementBody body) => queue.RenewLocks(body.Guids("lock-tokens")) is { } until
        ? ManagementReply.Ok(new Map { ["expirations"] = Array.ConvertAll(until, Timestamp) })
        : ManagementReply.Failed(410, ErrorCondition.MessageLockLost, "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");

    private static ManagementReply Peek(MessageQueue queue, ManagementBody body)
    {
        var withBody = !body.Flag("omit-message-body");
        var found = queue.Peek(body.Int64("from-sequence-number", 0), body.Int32("message-count", 1), body.Text("session-id"), MaxReplyBytes);
        if (found.Count == 0) return new ManagementReply(204, "No messages from this number on.", ErrorCondition.MessageNotFound, []);
        var messages = new List();
        foreach (var (message, content) in found) messages.Add(new Map { ["message"] = MessageHead.Encode(message, content, message.LockedUntil, withBody) });
        return ManagementReply.Ok(new Map { ["messages"] = messages });
    }

    private static ManagementReply ReceiveDeferred(MessageQueue queue, ManagementBody body)
    {
        var deletes = Convert.ToUInt32(body["receiver-settle-mode"] ?? 1u, System.Globalization.CultureInfo.InvariantCulture) == 0;
        if (queue.ReceiveDeferred(body.Numbers("sequence-numbers"), deletes, body.Text("session-id")) is not { } found) return MessageNotFound();
        var messages = new List();
        foreach (var (message, content, token) in found)
            messages.Add(new Map { ["message"] = MessageHead.Encode(message, content, message.LockedUntil), ["lock-token"] = token });
        return ManagementReply.Ok(new Map { ["messages"] = messages });
    }

    private static void Settle(MessageQueue queue, ManagementBody body, Action<ManagementReply> answer)
    {
        var properties = body.Values("properties-to-modify");
        var status = body.RequiredText("disposition-status");
        Settlement settlement = status switch
        {
            "completed" => Settlement.Complete.Instance,
            "abandoned" => new Settlement.Abandon { Properties = properties },
            "defered" or "deferred" => new Settlement.Defer { Properties = properties },
            "suspended" => new Settlement.DeadLetter(body.Text("deadletter-reason"), body.Text("deadletter-description")) { Properties = properties },
            _ => throw new FormatException(status),
        };
        var tokens = body.Guids("lock-tokens");
        var left = tokens.Length;
        Refusal? lost = null;
        foreach (var token in tokens)
        {
            queue.Settle(token, settlement, refusal =>
            {
                if (refusal is not null) Volatile.Write(ref lost, refusal);
                if (Interlocked.Decrement(ref left) == 0) answer(ManagementReply.Of(Volatile.Read(ref lost)));
            });
        }
    }

    private static void DeleteBatch(MessageQueue queue, ManagementBody body, Action<ManagementReply> answer)
    {
        var before = body["enqueued-time-utc"] is DateTime time ? time.Ticks : long.MaxValue;
        queue.DeleteBatch(body.Int32("message-count", 1), before, body.Text("session-id"), deleted =>
            answer(deleted == 0
                ? new ManagementReply(204, "No messages to delete.", ErrorCondition.MessageNotFound, [])
                : ManagementReply.Ok(new Map { ["message-count"] = deleted })));
    }

    private static ManagementReply GetCounts(MessageQueue queue) => ManagementReply.Ok(new Map
    {
        ["active"] = (long)queue.ActiveCount, ["deferred"] = (long)queue.DeferredCount, ["scheduled"] = (long)queue.ScheduledCount,
        ["dead-letter"] = (long)(queue.DeadLetters?.ActiveCount ?? 0),
    });

    private static ManagementReply MessageNotFound() => ManagementReply.Failed(404, ErrorCondition.MessageNotFound, "No such message is there in the state that was asked for.");

    private static DateTime Timestamp(long utcTicks) => new(utcTicks, DateTimeKind.Utc);
}
