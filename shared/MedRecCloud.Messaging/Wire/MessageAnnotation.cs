using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>Service Bus's message annotations. https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide#message-annotations</summary>
internal static class MessageAnnotation
{
    public static readonly Symbol PartitionKey = "x-opt-partition-key";
    public static readonly Symbol ScheduledEnqueueTime = "x-opt-scheduled-enqueue-time";
    public static readonly Symbol EnqueuedTime = "x-opt-enqueued-time";
    public static readonly Symbol SequenceNumber = "x-opt-sequence-number";
    public static readonly Symbol LockedUntil = "x-opt-locked-until";
    public static readonly Symbol State = "x-opt-message-state";
    public static readonly Symbol DeadLetterSource = "x-opt-deadletter-source";
}
