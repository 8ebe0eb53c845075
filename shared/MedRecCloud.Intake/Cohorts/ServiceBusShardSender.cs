using MedRecCloud.Messaging;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <inheritdoc cref="IShardSender"/>
internal sealed class ServiceBusShardSender(ServiceBusConnection connection) : IShardSender, IAsyncDisposable
{
    private readonly ServiceBusSender _sender = connection.CreateSender(QueueNames.CohortRequests);

    public Task SendAsync(CohortShardMessage message, int attempt, CancellationToken cancellationToken) =>
        _sender.SendAsync(new OutgoingMessage(message.ToBody()) { MessageId = message.MessageId(attempt), ContentType = "application/json" }, cancellationToken);

    public ValueTask DisposeAsync() => _sender.DisposeAsync();
}
