namespace MedRecCloud.Messaging;

/// <summary>Who decides that a message is done.</summary>
public enum ReceiveMode
{
    /// <summary>The receiver, by settling the message within its lock: at least once.</summary>
    PeekLock,

    /// <summary>The broker, by sending it: at most once.</summary>
    ReceiveAndDelete,
}
