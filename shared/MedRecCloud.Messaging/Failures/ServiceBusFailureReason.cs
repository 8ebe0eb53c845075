namespace MedRecCloud.Messaging;

/// <summary>Why Service Bus refused or failed. The words are those of the official client where it has them.</summary>
public enum ServiceBusFailureReason
{
    /// <summary>None of the others; the message holds the AMQP condition.</summary>
    GeneralError,

    /// <summary>The key, signature or token was refused, or lacks the claim (Send, Listen) that the operation needs.</summary>
    Unauthorized,

    /// <summary>No such queue, topic or subscription in the namespace.</summary>
    EntityNotFound,

    /// <summary>The queue is switched off or does not accept this operation now.</summary>
    EntityDisabled,

    /// <summary>The operation is not possible on this kind of entity, as a plain receive on a queue of sessions.</summary>
    NotAllowed,

    /// <summary>The lock ran out before the settlement; the message has been or will be delivered again.</summary>
    LockLost,

    /// <summary>The session's lock ran out; accept the session again.</summary>
    SessionLockLost,

    /// <summary>Somebody else holds the session.</summary>
    SessionCannotBeLocked,

    /// <summary>No message with this sequence number is there.</summary>
    MessageNotFound,

    /// <summary>The queue is full, or the namespace has too many connections.</summary>
    QuotaExceeded,

    /// <summary>The message is larger than the entity takes.</summary>
    MessageSizeExceeded,

    /// <summary>No answer in time. Whether the operation took effect is not known.</summary>
    Timeout,

    /// <summary>Service Bus asks to slow down.</summary>
    ServiceBusy,

    /// <summary>The connection is broken or cannot be made.</summary>
    CommunicationProblem,
}
