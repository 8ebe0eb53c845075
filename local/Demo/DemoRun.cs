using MedRecCloud.Local.Commands;
using MedRecCloud.Local.Sample;
using MedRecCloud.Local.Stack;
using MedRecCloud.Messaging;

namespace MedRecCloud.Local.Demo;

/// <summary>Plays a sample day through a running stack and says what became of every event.</summary>
internal sealed class DemoRun(LocalStack stack, SampleDay day, TimeProvider time)
{
    private const int Chunk = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, DateTimeOffset> _firstSent = new(StringComparer.Ordinal);

    /// <summary>Sends the day's messages in their order and waits until the stack has worked through them.</summary>
    public async Task PlayAsync(Action<string> say, CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        await using var sender = connection.CreateSender(QueueNames.FhirEvents);
        var sent = 0;
        foreach (var chunk in day.Events.Chunk(Chunk))
        {
            foreach (var told in chunk) if (told.Encounter is { } encounter) _firstSent.TryAdd(encounter, time.GetUtcNow());
            await sender.SendAsync([.. chunk.Select(told => new OutgoingMessage(told.Body) { MessageId = told.MessageId, ContentType = "application/json" })], cancellationToken)
                .ConfigureAwait(false);
            sent += chunk.Length;
            say($"Playing the day: {sent} of {day.Events.Count} events sent");
        }
        await new DrainWatch(stack, time, Patience).DrainedAsync(waiting => say($"{day.Events.Count} events sent, {waiting} messages in work"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads every outcome and every dead letter.</summary>
    public async Task<DemoResult> ReadAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var outcomes = await new OutcomeReader(stack.Addresses.BlobStorage).ReadAsync(_firstSent, cancellationToken).ConfigureAwait(false);
        await using var connection = Connect();
        var dead = await DeadLetters.PeekAsync(connection, [QueueNames.FhirEvents, QueueNames.InferenceRequests], cancellationToken).ConfigureAwait(false);
        var summary = DemoSummary.Of(
            day.Events,
            outcomes.ToDictionary(row => row.Outcome.Encounter.Id, row => row.Outcome.Outcome),
            dead.Where(one => one.Queue == QueueNames.FhirEvents).Select(one => one.Message.MessageId).ToHashSet(),
            dead.Where(one => one.Queue == QueueNames.InferenceRequests).Select(one => RequestEncounter.Of(one.Message)).OfType<string>().ToHashSet(),
            elapsed);
        return new DemoResult(summary, outcomes);
    }

    private ServiceBusConnection Connect() => new(new ServiceBusOptions { ConnectionString = stack.Addresses.ServiceBus });
}
