namespace MedRecCloud.Messaging;

/// <summary>Where a peeked message stands; the values are those of <c>x-opt-message-state</c>.</summary>
public enum MessageState
{
    /// <summary>Waits for a receiver, or is locked by one.</summary>
    Active = 0,

    /// <summary>Set aside until it is received by sequence number.</summary>
    Deferred = 1,

    /// <summary>Not in the queue before its time.</summary>
    Scheduled = 2,
}
