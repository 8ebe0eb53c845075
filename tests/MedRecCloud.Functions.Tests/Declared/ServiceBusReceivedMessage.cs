namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    public BinaryData Body { get; init; } = BinaryData.Empty;

    public string MessageId { get; init; } = "";

    public string? ContentType { get; init; }

    public DateTimeOffset EnqueuedTime { get; init; }

    public int DeliveryCount { get; init; } = 1;

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; init; } = new Dictionary<string, object>();
}
