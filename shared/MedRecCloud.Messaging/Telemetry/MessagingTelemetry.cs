using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MedRecCloud.Messaging;

/// <summary>
/// Spans and metrics by OpenTelemetry's conventions for messaging.
/// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/ and …/azure-messaging/
/// </summary>
internal static class MessagingTelemetry
{
    public const string Name = "MedRecCloud.Messaging";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Operations = Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "Duration of a call to Service Bus.");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that were to be sent.");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were delivered here.");
    private static readonly Histogram<double> Processing = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Duration of handling one message.");

    public static Activity? StartSend(string entityPath, string host, int count)
    {
        var activity = Activities.StartActivity("send " + entityPath, ActivityKind.Producer);
        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, entityPath, host, "send", "send");
            if (count > 1)
                activity.SetTag("messaging.batch.message_count", count);
        }

        return activity;
    }

    public static Activity? StartProcess(string entityPath, string host, ReceivedMessage message)
    {
        TraceContext.TryRead(message.ApplicationProperties, out var parent);
        var activity = Activities.StartActivity("process " + entityPath, ActivityKind.Consumer, parent);
        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, entityPath, host, "process", "process");
            activity.SetTag("messaging.message.id", message.MessageId);
            activity.SetTag("messaging.servicebus.message.delivery_count", message.DeliveryCount);
        }

        return activity;
    }

    public static void Failed(Activity? activity, string errorType)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.SetTag("error.type", errorType);
    }

    public static void SendEnded(string entityPath, string host, int count, TimeSpan elapsed, ServiceBusFailureReason? failure)
    {
        var tags = Tags(entityPath, host, "send", "send", failure?.ToString());
        Sent.Add(count, tags);
        Operations.Record(elapsed.TotalSeconds, tags);
    }

    public static void Received(string entityPath, string host, int count)
    {
        if (count > 0)
            Consumed.Add(count, Tags(entityPath, host, "receive", "receive", null));
    }

    public static void Settled(string entityPath, string host, string operation, TimeSpan elapsed, ServiceBusFailureReason? failure) =>
        Operations.Record(elapsed.TotalSeconds, Tags(entityPath, host, operation, "settle", failure?.ToString()));

    public static void Processed(string entityPath, string host, string settlement, TimeSpan elapsed, string? errorType)
    {
        var tags = Tags(entityPath, host, "process", "process", errorType);
        tags.Add("messaging.servicebus.disposition_status", settlement);
        Processing.Record(elapsed.TotalSeconds, tags);
    }

    private static void Describe(Activity activity, string entityPath, string host, string operation, string type)
    {
        foreach (var (key, value) in Tags(entityPath, host, operation, type, null))
            activity.SetTag(key, value);
    }

    private static TagList Tags(string entityPath, string host, string operation, string type, string? errorType)
    {
        var tags = new TagList
        {
            { "messaging.system", "servicebus" },
            { "messaging.destination.name", entityPath },
            { "messaging.operation.name", operation },
            { "messaging.operation.type", type },
            { "server.address", host },
        };
        if (errorType is not null)
            tags.Add("error.type", errorType);
        return tags;
    }
}
