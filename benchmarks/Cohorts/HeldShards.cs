using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Messaging;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Benchmarks;

/// <summary>Keeps what a planner sends until all is planned, so that planning takes no time from the workers that are measured.</summary>
internal sealed class HeldShards : IShardSender
{
    private readonly List<(CohortShardMessage Message, int Attempt)> _held = [];

    public int Count => _held.Count;

    public Task SendAsync(CohortShardMessage message, int attempt, CancellationToken cancellationToken)
    {
        _held.Add((message, attempt));
        return Task.CompletedTask;
    }

    /// <summary>Puts them on the queue, all at once.</summary>
    public async Task ReleaseAsync(ServiceBusConnection connection, CancellationToken cancellationToken)
    {
        await using var sender = connection.CreateSender(QueueNames.CohortRequests);
        await sender.SendAsync([.. _held.Select(held => new OutgoingMessage(held.Message.ToBody()) { MessageId = held.Message.MessageId(held.Attempt), ContentType = "application/json" })], cancellationToken);
        _held.Clear();
    }
}
