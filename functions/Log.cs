using Microsoft.Extensions.Logging;

namespace MedRecCloud.Functions;

/// <summary>Event ids 5000 to 5999. Message ids are made by Event Grid or an integration engine and name no patient; exceptions are named by type alone.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning, "Delivery {Delivery} of message {MessageId} is abandoned after {Delay}: {Reason}")]
    public static partial void EventAbandoned(this ILogger logger, string messageId, int delivery, TimeSpan delay, string reason);

    [LoggerMessage(5002, LogLevel.Error, "Message {MessageId} is dead-lettered: {Reason}")]
    public static partial void EventDeadLettered(this ILogger logger, string messageId, string reason);

    [LoggerMessage(5003, LogLevel.Error, "The handler of message {MessageId} failed with {ErrorType}")]
    public static partial void HandlerFailed(this ILogger logger, string messageId, string errorType);

    [LoggerMessage(5004, LogLevel.Error, "Maintenance task {Task} failed with {ErrorType}; the others go on")]
    public static partial void MaintenanceFailed(this ILogger logger, string task, string errorType);

    [LoggerMessage(5005, LogLevel.Warning, "A caller without the role {Role} was refused")]
    public static partial void CallerRefused(this ILogger logger, string role);

    [LoggerMessage(5006, LogLevel.Error, "Planning cohort {Cohort} failed with {ErrorType}; it is tried again")]
    public static partial void PlanningFailed(this ILogger logger, string cohort, string errorType);
}
