using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Intake.Encounters;

/// <inheritdoc cref="IRequestSender"/>
internal sealed class ServiceBusRequestSender(ServiceBusConnection connection, IOptions<IntakeOptions> options, TimeProvider time) : IRequestSender, IAsyncDisposable
{
    private readonly ServiceBusSender _sender = connection.CreateSender(QueueNames.InferenceRequests);

    public Task SendAsync(ClaimCheck claim, string messageId, CancellationToken cancellationToken)
    {
        var quiet = options.Value.QuietPeriod;
        return _sender.SendAsync(
            new OutgoingMessage(JsonSerializer.SerializeToUtf8Bytes(claim, ClinicalJson.Options))
            {
                MessageId = messageId,
                ContentType = "application/json",
                ScheduledEnqueueTime = quiet > TimeSpan.Zero ? time.GetUtcNow() + quiet : null,
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _sender.DisposeAsync();
}
