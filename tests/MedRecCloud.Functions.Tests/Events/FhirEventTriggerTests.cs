using Azure.Messaging.ServiceBus;
using MedRecCloud.Functions.Events;
using MedRecCloud.Intake.Events;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Functions.Tests.Events;

public sealed class FhirEventTriggerTests
{
    private const string Note = "Jane Doe was admitted";

    private static readonly DateTimeOffset Enqueued = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<EventSettlement> _log = new();
    private readonly RecordingActions _actions = new();

    public static TheoryData<Settlement, string> Outcomes() => new()
    {
        { Settlement.Completed, "complete" },
        { new Settlement.Defer(), "defer" },
        { new Settlement.DeadLetter("UnknownEnvelope", "Send one of the six envelopes."), "dead-letter UnknownEnvelope: Send one of the six envelopes." },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Message_is_settled_as_the_handler_says(Settlement answer, string settled)
    {
        await Trigger((_, _) => Task.FromResult(answer)).RunAsync(Message(), _actions, CancellationToken.None);

        Assert.Equal(settled, _actions.Settled);
    }

    [Fact]
    public async Task Handler_sees_what_the_message_carries()
    {
        IncomingEvent? seen = null;

        await Trigger((message, _) =>
        {
            seen = message;
            return Task.FromResult(Settlement.Completed);
        }).RunAsync(Message(delivery: 3), _actions, CancellationToken.None);

        Assert.Equal(Note, System.Text.Encoding.UTF8.GetString(seen!.Body.Span));
        Assert.Equal(("application/json", "m-1", 3, "Created"), (seen.ContentType, seen.MessageId, seen.DeliveryCount, seen.ApplicationProperties["aeg-event-type"]));
        Assert.Equal(Enqueued, seen.EnqueuedTime);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(7, 128)]
    [InlineData(8, 240)]
    [InlineData(20, 240)]
    public async Task An_abandoned_message_waits_longer_with_each_delivery(int delivery, int seconds)
    {
        var run = Trigger((_, _) => Task.FromResult<Settlement>(new Settlement.Abandon("FhirServerBusy"))).RunAsync(Message(delivery), _actions, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Null(_actions.Settled);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await run;

        Assert.Equal("abandon", _actions.Settled);
    }

    [Fact]
    public async Task An_unforeseen_failure_abandons_and_its_text_is_logged_nowhere()
    {
        var run = Trigger((_, _) => throw new InvalidOperationException(Note)).RunAsync(Message(), _actions, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(5));
        await run;

        Assert.Equal("abandon", _actions.Settled);
        Assert.Contains(_log.Collector.GetSnapshot(), record => record.Message.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
        Assert.All(_log.Collector.GetSnapshot(), record => Assert.DoesNotContain("Jane", record.Message + record.Exception, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_gives_the_message_back_at_once()
    {
        using var stop = new CancellationTokenSource();
        var run = Trigger(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return Settlement.Completed;
        }).RunAsync(Message(), _actions, stop.Token);

        await stop.CancelAsync();
        await run;

        Assert.Equal("abandon", _actions.Settled);
    }

    [Fact]
    public async Task A_stop_cuts_the_pause_before_an_abandon_short()
    {
        using var stop = new CancellationTokenSource();
        var run = Trigger((_, _) => Task.FromResult<Settlement>(new Settlement.Abandon("FhirServerBusy"))).RunAsync(Message(delivery: 20), _actions, stop.Token);

        await stop.CancelAsync();
        await run;

        Assert.Equal("abandon", _actions.Settled);
    }

    private FhirEventTrigger Trigger(Func<IncomingEvent, CancellationToken, Task<Settlement>> handle) => new(new EventSettlement(new Handler(handle), _time, _log));

    private static ServiceBusReceivedMessage Message(int delivery = 1) => new()
    {
        Body = BinaryData.FromString(Note),
        ContentType = "application/json",
        MessageId = "m-1",
        DeliveryCount = delivery,
        EnqueuedTime = Enqueued,
        ApplicationProperties = new Dictionary<string, object> { ["aeg-event-type"] = "Created" },
    };

    private sealed class Handler(Func<IncomingEvent, CancellationToken, Task<Settlement>> handle) : IFhirEventHandler
    {
        public Task<Settlement> HandleAsync(IncomingEvent message, CancellationToken cancellationToken) => handle(message, cancellationToken);
    }
}
