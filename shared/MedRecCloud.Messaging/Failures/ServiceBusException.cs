namespace MedRecCloud.Messaging;

/// <summary>Service Bus refused or could not be reached. The message names the entity and says what to do.</summary>
public sealed class ServiceBusException : Exception
{
    /// <summary>Describes one failure.</summary>
    /// <param name="reason">What to match on; never match on the text.</param>
    /// <param name="message">What happened and what to do. No body, no property value.</param>
    /// <param name="innerException">The failure underneath, if there is one.</param>
    public ServiceBusException(ServiceBusFailureReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>What to match on.</summary>
    public ServiceBusFailureReason Reason { get; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Reason is ServiceBusFailureReason.Timeout
        or ServiceBusFailureReason.ServiceBusy
        or ServiceBusFailureReason.CommunicationProblem
        or ServiceBusFailureReason.QuotaExceeded
        or ServiceBusFailureReason.SessionCannotBeLocked;
}
