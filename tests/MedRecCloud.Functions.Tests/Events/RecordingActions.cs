using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Tests.Events;

/// <summary>Writes down how a message was settled, and refuses a second time, as Service Bus does.</summary>
internal sealed class RecordingActions : ServiceBusMessageActions
{
    public string? Settled { get; private set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Settle("complete", cancellationToken);

    public override Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Settle("abandon", cancellationToken);

    public override Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Settle("defer", cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null, string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default) =>
        Settle($"dead-letter {deadLetterReason}: {deadLetterErrorDescription}", cancellationToken);

    private Task Settle(string how, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Null(Settled);
        Settled = how;
        return Task.CompletedTask;
    }
}
