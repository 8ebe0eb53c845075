using Azure.Messaging.ServiceBus;
using MedRecCloud.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Events;

/// <summary>FHIR notifications, one message at a time.</summary>
public sealed class FhirEventTrigger(EventSettlement settlement)
{
    [Function(nameof(FhirEventTrigger))]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.FhirEvents, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.HandleAsync(message, actions, cancellationToken);
}
