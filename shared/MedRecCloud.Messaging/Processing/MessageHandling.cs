using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>One message's way through the handler to its settlement. Settling is never cancelled: what was begun is finished.</summary>
internal sealed class MessageHandling(
    ConnectionSource source,
    string entityPath,
    Func<ReceivedMessage, CancellationToken, Task<Settlement>> handler,
    ISettlementPolicy policy,
    Settler settler,
    LockRenewer renewer,
    HeldBack heldBack)
{
    private long _settled;

    /// <summary>Messages settled so far.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    public async Task HandleAsync(HeldLock held, CancellationToken stoppingToken)
    {
        var settlement = await AskAsync(held).ConfigureAwait(false);
        if (settlement is Settlement.Abandon abandon && heldBack.DelayOf(held.Message) is { Ticks: > 0 } delay && !stoppingToken.IsCancellationRequested)
        {
            source.Logger.Abandoning(entityPath, held.Message.SequenceNumber, held.Message.DeliveryCount, delay, abandon.Reason);
            heldBack.Hold(held, delay, () => SettleAsync(held, settlement), stoppingToken);
            return;
        }

        await SettleAsync(held, settlement).ConfigureAwait(false);
        held.Message.Receipt?.Link.Free(1);
    }

    private async Task<Settlement> AskAsync(HeldLock held)
    {
        using var activity = MessagingTelemetry.StartProcess(entityPath, source.Endpoint.Host, held.Message);
        var started = source.TimeProvider.GetTimestamp();
        string? errorType = null;
        Settlement settlement;
        try
        {
            settlement = await handler(held.Message, held.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The handler answered null instead of a settlement.");
        }
        catch (Exception e)
        {
            errorType = e.GetType().Name;
            MessagingTelemetry.Failed(activity, errorType);
            settlement = FateOf(e);
        }

        MessagingTelemetry.Processed(
            entityPath, source.Endpoint.Host, Disposition.Of(settlement).Operation, source.TimeProvider.GetElapsedTime(started), errorType);
        return settlement;
    }

    private Settlement FateOf(Exception error)
    {
        try
        {
            return policy.For(error);
        }
        catch (Exception e)
        {
            source.Logger.PolicyFailed(error.GetType().Name, e.GetType().Name);
            return new Settlement.Abandon(error.GetType().Name);
        }
    }

    private async Task SettleAsync(HeldLock held, Settlement settlement)
    {
        var message = held.Message;
        var disposition = Disposition.Of(settlement);
        renewer.LetGo(held);
        try
        {
            if (held.IsLost)
                throw ServiceBusFailure.Create(ServiceBusFailureReason.LockLost, entityPath);
            await settler.SettleAsync(message, disposition, null, CancellationToken.None).ConfigureAwait(false);
            Interlocked.Increment(ref _settled);
            if (settlement is Settlement.DeadLetter deadLetter)
                source.Logger.DeadLettered(entityPath, message.SequenceNumber, deadLetter.Reason);
        }
        catch (Exception e)
        {
            // The message comes again; what the handler stored has a deterministic name, so doing it twice changes nothing.
            source.Logger.NotSettled(
                entityPath, message.SequenceNumber, disposition.Operation, (e as ServiceBusException)?.Reason ?? ServiceBusFailureReason.GeneralError);
        }
        finally
        {
            held.Dispose();
        }
    }
}
