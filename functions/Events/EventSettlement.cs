using Azure.Messaging.ServiceBus;
using MedRecCloud.Intake.Events;
using MedRecCloud.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Functions.Events;

/// <summary>
/// Hands a message to the handler and settles it as the handler says. No exception leaves: the host would log its text, which may quote a note,
/// and would abandon the message without a pause.
/// </summary>
public sealed class EventSettlement(IFhirEventHandler handler, TimeProvider timeProvider, ILogger<EventSettlement> logger)
{
    /// <summary>The longest pause before an abandoned message returns to the queue; host.json renews its lock meanwhile.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(4);

    public async Task HandleAsync(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancellationToken)
    {
        var settlement = await AskAsync(message, cancellationToken);
        switch (settlement)
        {
            case Settlement.Complete:
                await actions.CompleteMessageAsync(message, CancellationToken.None);
                break;
            case Settlement.DeadLetter dead:
                logger.EventDeadLettered(message.MessageId, dead.Reason);
                await actions.DeadLetterMessageAsync(message, null, dead.Reason, dead.Description, CancellationToken.None);
                break;
            case Settlement.Defer:
                await actions.DeferMessageAsync(message, null, CancellationToken.None);
                break;
            case Settlement.Abandon abandon:
                await PauseAsync(message, abandon.Reason, cancellationToken);
                await actions.AbandonMessageAsync(message, null, CancellationToken.None);
                break;
            default:
                throw new ArgumentException($"Nothing is known about the settlement {settlement.GetType().Name}.", nameof(message));
        }
    }

    private async Task<Settlement> AskAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var incoming = new IncomingEvent(message.Body.ToMemory(), message.ContentType, message.ApplicationProperties, message.MessageId, message.DeliveryCount)
            {
                EnqueuedTime = message.EnqueuedTime,
            };
            return await handler.HandleAsync(incoming, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Settlement.Abandon("Stopping");
        }
        catch (Exception error)
        {
            logger.HandlerFailed(message.MessageId, error.GetType().Name);
            return new Settlement.Abandon(error.GetType().Name);
        }
    }

    // Two seconds, four, eight …: twenty deliveries span fifty minutes, so a FHIR server may restart without a dead letter.
    private async Task PauseAsync(ServiceBusReceivedMessage message, string reason, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, message.DeliveryCount), LongestPause.TotalSeconds));
        logger.EventAbandoned(message.MessageId, message.DeliveryCount, pause, reason);
        try
        {
            await Task.Delay(pause, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping: the message goes back at once.
        }
    }
}
