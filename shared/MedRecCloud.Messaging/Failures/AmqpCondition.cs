namespace MedRecCloud.Messaging;

/// <summary>The error conditions that Service Bus uses on the wire.</summary>
internal static class AmqpCondition
{
    public const string DeadLetter = "com.microsoft:dead-letter";

    private static readonly Dictionary<string, ServiceBusFailureReason> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["amqp:unauthorized-access"] = ServiceBusFailureReason.Unauthorized,
        ["com.microsoft:auth-failed"] = ServiceBusFailureReason.Unauthorized,
        ["amqp:not-found"] = ServiceBusFailureReason.EntityNotFound,
        ["com.microsoft:entity-disabled"] = ServiceBusFailureReason.EntityDisabled,
        ["amqp:not-allowed"] = ServiceBusFailureReason.NotAllowed,
        ["com.microsoft:message-lock-lost"] = ServiceBusFailureReason.LockLost,
        ["com.microsoft:session-lock-lost"] = ServiceBusFailureReason.SessionLockLost,
        ["com.microsoft:session-cannot-be-locked"] = ServiceBusFailureReason.SessionCannotBeLocked,
        ["com.microsoft:message-not-found"] = ServiceBusFailureReason.MessageNotFound,
        ["amqp:resource-limit-exceeded"] = ServiceBusFailureReason.QuotaExceeded,
        ["amqp:link:message-size-exceeded"] = ServiceBusFailureReason.MessageSizeExceeded,
        ["com.microsoft:timeout"] = ServiceBusFailureReason.Timeout,
        ["com.microsoft:server-busy"] = ServiceBusFailureReason.ServiceBusy,
        ["amqp:internal-error"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:illegal-state"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:connection:forced"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:connection:framing-error"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:connection:redirect"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:link:detach-forced"] = ServiceBusFailureReason.CommunicationProblem,
        ["amqp:message:released"] = ServiceBusFailureReason.CommunicationProblem,
        ["com.microsoft:operation-cancelled"] = ServiceBusFailureReason.CommunicationProblem,
        ["com.microsoft:container-close"] = ServiceBusFailureReason.CommunicationProblem,
    };

    public static ServiceBusFailureReason ReasonOf(string? condition) =>
        condition is null ? ServiceBusFailureReason.CommunicationProblem : Reasons.GetValueOrDefault(condition, ServiceBusFailureReason.GeneralError);
}
