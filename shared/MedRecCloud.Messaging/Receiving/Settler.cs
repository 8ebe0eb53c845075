using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>
/// Settles with the broker's confirmation: first over the link that delivered the message, and, when that link is gone or did not answer, by lock token
/// through <c>$management</c>, where a lock that is gone is an error as well.
/// </summary>
internal sealed class Settler(ConnectionSource source, EntityManagement management, string entityPath)
{
    public async Task SettleAsync(ReceivedMessage message, Disposition disposition, string? session, CancellationToken cancellationToken)
    {
        ThrowIfWithoutLock(message);
        var started = source.TimeProvider.GetTimestamp();
        ServiceBusFailureReason? failure = null;
        try
        {
            await source.Retry.RunAsync(entityPath, token => SettleOnceAsync(message, disposition, session, token), cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceBusException e)
        {
            failure = e.Reason;
            throw;
        }
        finally
        {
            MessagingTelemetry.Settled(entityPath, source.Endpoint.Host, disposition.Operation, source.TimeProvider.GetElapsedTime(started), failure);
        }
    }

    public static void ThrowIfWithoutLock(ReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.LockToken == Guid.Empty)
            throw new InvalidOperationException("The message is not locked: it was peeked, or received in receive-and-delete mode.");
    }

    private async Task SettleOnceAsync(ReceivedMessage message, Disposition disposition, string? session, CancellationToken cancellationToken)
    {
        if (message.Receipt is { } receipt && receipt.TryUse())
        {
            await receipt.Link.SettleAsync(receipt, disposition.Outcome, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A session's locks end with its link; other locks outlive theirs.
        if (session is not null && message.Receipt is { Link.IsOpen: false })
            throw ServiceBusFailure.Create(ServiceBusFailureReason.SessionLockLost, entityPath);
        var body = new Map { ["lock-tokens"] = new[] { message.LockToken } };
        foreach (var (key, value) in disposition.Body)
            body[key] = value;
        if (session is not null)
            body["session-id"] = session;
        await management.RequestOnceAsync("update-disposition", body, message.Receipt?.Link.Name, cancellationToken).ConfigureAwait(false);
    }
}
