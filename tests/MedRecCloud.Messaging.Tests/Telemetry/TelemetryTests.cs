using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task The_trace_of_the_sender_goes_on_in_the_handler()
    {
        using var root = new Activity("root").SetIdFormat(ActivityIdFormat.W3C).Start();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MedRecCloud.Messaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    spans.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var broker = await StartAsync();
        var connection = broker.Connect();

        await connection.CreateSender(Queue).SendAsync(Some.Message());
        var handled = await HandleOneAsync(connection);

        var send = Assert.Single(spans, span => span.OperationName == "send q");
        var process = Assert.Single(spans, span => span.OperationName == "process q");
        Assert.Equal((send.SpanId, root.SpanId), (process.ParentSpanId, send.ParentSpanId));
        Assert.Equal(send.Id, handled.ApplicationProperties["Diagnostic-Id"]);
        Assert.Equal(send.Id, handled.ApplicationProperties["traceparent"]);
        Assert.Equal("servicebus", process.GetTagItem("messaging.system"));
        Assert.Equal("q", process.GetTagItem("messaging.destination.name"));
    }

    [Fact]
    public async Task Sent_consumed_settled_and_processed_messages_are_measured()
    {
        var queue = "q";
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "MedRecCloud.Messaging")
                self.EnableMeasurementEvents(instrument);
        };
        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var operation = tags.ToArray().First(tag => tag.Key == "messaging.operation.name").Value;
            measured.AddOrUpdate($"{instrument.Name}/{operation}", value, (_, sum) => sum + value);
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        await using var broker = await StartAsync();
        var connection = broker.Connect();

        await connection.CreateSender(queue).SendAsync(Some.Message());
        await HandleOneAsync(connection);

        Assert.True(measured["messaging.client.sent.messages/send"] >= 1);
        Assert.True(measured["messaging.client.consumed.messages/receive"] >= 1);
        Assert.True(measured["messaging.process.duration/process"] > 0);
        Assert.True(measured["messaging.client.operation.duration/complete"] > 0);
    }

    [Fact]
    public async Task Nothing_a_message_says_appears_in_the_log()
    {
        const string Secret = "MRN-4711-Maria";
        var log = new ConcurrentQueue<string>();
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new Collector(log)));
        await using var broker = await StartAsync(q => q.MaxDeliveryCount = 2);
        var connection = broker.Connect(loggerFactory: factory);
        await connection.CreateSender(Queue).SendAsync(Some.Message(Secret) with
        {
            MessageId = Secret, CorrelationId = Secret, ApplicationProperties = new Dictionary<string, object> { [Secret] = Secret },
        });
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            (message, _) => message.DeliveryCount == 1
                ? throw new InvalidOperationException(Secret)
                : Task.FromResult<Settlement>(new Settlement.DeadLetter("Reason", "Description.")),
            new AbandonUnforeseen(),
            new QueueProcessorOptions { AbandonDelay = TimeSpan.FromMilliseconds(10) });
        var running = processor.RunAsync(stop.Token);
        await Some.EventuallyAsync(async () => (await broker.CountAsync()).DeadLettered == 1);
        await stop.CancelAsync();
        await running;

        Assert.Contains(log, line => line.Contains("abandoned", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("dead-lettered", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("4711", StringComparison.Ordinal));
    }

    private static async Task<ReceivedMessage> HandleOneAsync(ServiceBusConnection connection)
    {
        var handled = new TaskCompletionSource<ReceivedMessage>();
        using var stop = new CancellationTokenSource();
        await using var processor = connection.CreateProcessor(
            Queue,
            (message, _) =>
            {
                handled.TrySetResult(message);
                return Task.FromResult(Settlement.Completed);
            },
            new AbandonUnforeseen());
        var running = processor.RunAsync(stop.Token);
        var message = await handled.Task.WaitAsync(Some.Patience);
        await stop.CancelAsync();
        await running;
        return message;
    }

    private sealed class Collector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
