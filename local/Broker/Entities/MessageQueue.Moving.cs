using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

internal partial class MessageQueue
{
    /// <summary>Where a message goes on its way to subscriptions.</summary>
    /// <param name="DeadLetterSource">Set when it goes to a dead-letter queue.</param>
    internal sealed record Copy(MessageQueue Target, byte[] Content, string? DeadLetterSource);

    /// <summary>Takes a locked message out and puts copies of it into other queues. One change: whenever the process ends, it is in the one or in all others.</summary>
    public void Forward(Guid lockToken, IReadOnlyList<Copy> copies)
    {
        BrokerMessage? message;
        lock (_gate)
        {
            if (!TryGetLocked(lockToken, out message)) return;
            Unlock(message);
            Remove(message);
        }

        Move(message, copies, static _ => { });
    }

    private void MoveToDeadLetters(BrokerMessage message, string? reason, string? description, IReadOnlyDictionary<string, object?> properties, Action<Refusal?> done)
    {
        var content = ContentOf(message);
        if (content is null)
        {
            _context.Logger.ContentMissing(message.StoreId, Settings.Path);
            done(null);
            return;
        }

        Dictionary<string, object?> added = new(properties);
        if (reason is not null) added["DeadLetterReason"] = reason;
        if (description is not null) added["DeadLetterErrorDescription"] = description;
        if (added.Count > 0) content = MessageSections.WithApplicationProperties(content, added);
        Remove(message);
        Move(message, [new Copy(_deadLetters!, content, Settings.Path)], done);
    }

    private void Move(BrokerMessage from, IReadOnlyList<Copy> copies, Action<Refusal?> done)
    {
        var moved = copies.Select(copy => (copy.Target, Message: copy.Target.Adopt(from, copy), copy.Content)).ToList();
        _context.Store.Append(new StoreChange(
            transaction =>
            {
                transaction.Delete(from.StoreId);
                foreach (var (target, message, content) in moved) transaction.Insert(target.Id, message, content, MessageState.Active, message.EnqueuedAt);
            },
            _ =>
            {
                foreach (var (target, message, content) in moved) target.Publish([(message, content)]);
                done(null);
            })
        { Bytes = moved.Sum(each => each.Content.Length), MustSucceed = true });
    }

    private BrokerMessage Adopt(BrokerMessage from, Copy copy)
    {
        var isDead = copy.DeadLetterSource is not null;
        lock (_gate)
        {
            return new BrokerMessage
            {
                StoreId = _context.Store.NextId(), Sequence = ++_lastSequence, EnqueuedSequence = from.EnqueuedSequence, MessageId = from.MessageId,
                SessionId = from.SessionId, DeadLetterSource = copy.DeadLetterSource, Size = copy.Content.Length, EnqueuedAt = from.EnqueuedAt,
                DeliveryCount = from.DeliveryCount,
                TimeToLiveMs = isDead ? null : Shorter(from.TimeToLiveMs is { } timeToLive ? TimeSpan.FromMilliseconds(timeToLive) : null, Settings.DefaultTimeToLive),
            };
        }
    }
}
