namespace MedRecCloud.Messaging;

/// <summary>How a receiver takes messages.</summary>
public sealed record ServiceBusReceiverOptions
{
    /// <summary>Who decides that a message is done. Default: the receiver.</summary>
    public ReceiveMode Mode { get; init; } = ReceiveMode.PeekLock;

    /// <summary>
    /// How many messages the broker may send ahead of the calls. Each is locked while it waits here, so the lock must outlast the wait.
    /// Default: 0, messages come only while a call waits for them.
    /// </summary>
    public int Prefetch { get; init; }
}
