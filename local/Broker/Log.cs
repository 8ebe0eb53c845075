namespace MedRecCloud.Local.Broker;

/// <summary>Event ids 8000 to 8099. Nothing of a message is ever logged: no body, no property, no id.</summary>
internal static partial class Log
{
    [LoggerMessage(8000, LogLevel.Information, "Broker listens on port {Port} with {Messages} messages in {Queues} queues")]
    public static partial void BrokerStarted(this ILogger logger, int port, int messages, int queues);

    [LoggerMessage(8001, LogLevel.Information, "Broker stopped")]
    public static partial void BrokerStopped(this ILogger logger);

    [LoggerMessage(8002, LogLevel.Warning, "Could not accept a connection")]
    public static partial void AcceptFailed(this ILogger logger, Exception exception);

    [LoggerMessage(8003, LogLevel.Error, "A connection failed in the broker")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception);

    [LoggerMessage(8004, LogLevel.Warning, "A client's connection was closed: {Condition}, {Description}")]
    public static partial void ProtocolViolated(this ILogger logger, string condition, string description);

    [LoggerMessage(8005, LogLevel.Warning, "A client fell silent for more than {Seconds} s; its connection was closed")]
    public static partial void ClientFellSilent(this ILogger logger, double seconds);

    [LoggerMessage(8006, LogLevel.Error, "The content of message {StoreId} of {Queue} is not in the store")]
    public static partial void ContentMissing(this ILogger logger, long storeId, string queue);

    [LoggerMessage(8007, LogLevel.Warning, "A request was malformed: {Error}")]
    public static partial void RequestMalformed(this ILogger logger, string error);

    [LoggerMessage(8008, LogLevel.Warning, "A request named no link for its reply")]
    public static partial void ReplyHasNoLink(this ILogger logger);

    [LoggerMessage(8009, LogLevel.Warning, "A token was refused: {Problem}")]
    public static partial void TokenRefused(this ILogger logger, string problem);

    [LoggerMessage(8010, LogLevel.Error, "Writing to {Path} failed; senders are refused and settlements wait until it succeeds")]
    public static partial void WriteFailed(this ILogger logger, string path, Exception exception);

    [LoggerMessage(8011, LogLevel.Information, "Writing to {Path} works again")]
    public static partial void WriteRecovered(this ILogger logger, string path);
}
