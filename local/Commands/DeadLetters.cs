using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Commands;

/// <summary>Reads and replays dead-letter queues.</summary>
internal static class DeadLetters
{
    private const int Page = 100;

    /// <summary>Service Bus refuses longer ones.</summary>
    private const int MessageIdLimit = 128;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    /// <summary>Looks at every message, without locking it.</summary>
    public static async Task<IReadOnlyList<(string Queue, ReceivedMessage Message)>> PeekAsync(
        ServiceBusConnection connection, IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        var found = new List<(string, ReceivedMessage)>();
        foreach (var queue in queues)
        {
            await using var receiver = connection.CreateReceiver(EntityPath.DeadLetterOf(queue));
            var next = 0L;
            while (await receiver.PeekAsync(Page, next, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
            {
                found.AddRange(page.Select(message => (queue, message)));
                next = page.Max(message => message.SequenceNumber) + 1;
            }
        }
        return found;
    }

    /// <summary>
    /// Sends messages to their queue again and then completes them; the others are returned untouched. All means all that lie there now:
    /// one that comes straight back is not sent for ever.
    /// </summary>
    /// <param name="chosen">Sequence numbers; empty for all.</param>
    /// <returns>How many were sent.</returns>
    public static async Task<int> ReplayAsync(ServiceBusConnection connection, string queue, IReadOnlyCollection<long> chosen, CancellationToken cancellationToken)
    {
        var present = (await PeekAsync(connection, [queue], cancellationToken).ConfigureAwait(false)).Select(one => one.Message.SequenceNumber);
        var wanted = present.Where(number => chosen.Count == 0 || chosen.Contains(number)).ToHashSet();
        await using var receiver = connection.CreateReceiver(EntityPath.DeadLetterOf(queue));
        await using var sender = connection.CreateSender(queue);
        var others = new List<ReceivedMessage>();
        var sent = 0;
        // Untouched ones stay locked until the end, so that each comes by once.
        while (sent < wanted.Count && await receiver.ReceiveAsync(Page, Wait, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var message in page)
            {
                if (!wanted.Contains(message.SequenceNumber))
                {
                    others.Add(message);
                    continue;
                }
                await sender.SendAsync(Copy(message), cancellationToken).ConfigureAwait(false);
                await receiver.CompleteAsync(message, CancellationToken.None).ConfigureAwait(false);
                sent++;
            }
        }
        foreach (var message in others) await receiver.AbandonAsync(message, null, CancellationToken.None).ConfigureAwait(false);
        return sent;
    }

    /// <summary>
    /// The message under a MessageId of its own: under its old one, a queue with duplicate detection would accept and drop it. The new one is the same however
    /// often this dead letter is sent, so that a replay broken off before the dead letter was completed does not double it.
    /// </summary>
    internal static OutgoingMessage Copy(ReceivedMessage message) => new(message.Body)
    {
        MessageId = ReplayId(message.MessageId, message.SequenceNumber),
        SessionId = message.SessionId,
        CorrelationId = message.CorrelationId,
        Subject = message.Subject,
        ContentType = message.ContentType,
        ApplicationProperties = message.ApplicationProperties.Where(property => !property.Key.StartsWith("DeadLetter", StringComparison.Ordinal)).ToDictionary(),
    };

    private static string ReplayId(string messageId, long sequenceNumber)
    {
        var suffix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $".again-{sequenceNumber}");
        return messageId[..Math.Min(messageId.Length, MessageIdLimit - suffix.Length)] + suffix;
    }
}
