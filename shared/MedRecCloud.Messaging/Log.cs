using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Connected to {Host}:{Port}, connection {Number}")]
    public static partial void Connected(this ILogger logger, string host, int port, int number);

    [LoggerMessage(2001, LogLevel.Warning, "Connection to {Host}:{Port} lost: {Condition}")]
    public static partial void ConnectionLost(this ILogger logger, string host, int port, string condition);

    [LoggerMessage(2002, LogLevel.Debug, "Token for {Address} renewed until {ExpiresAt}")]
    public static partial void TokenRenewed(this ILogger logger, string address, DateTimeOffset expiresAt);

    [LoggerMessage(2003, LogLevel.Warning, "Token for {Address} not renewed: {Error}")]
    public static partial void TokenNotRenewed(this ILogger logger, string address, string error);

    [LoggerMessage(2010, LogLevel.Information, "Processing {EntityPath}, {MaxConcurrentCalls} at once")]
    public static partial void ProcessorStarted(this ILogger logger, string entityPath, int maxConcurrentCalls);

    [LoggerMessage(2011, LogLevel.Information, "Stopped processing {EntityPath}: {Processed} messages settled, {Released} returned unseen")]
    public static partial void ProcessorStopped(this ILogger logger, string entityPath, long processed, int released);

    [LoggerMessage(2012, LogLevel.Warning, "Receiving from {EntityPath} interrupted: {Reason}; attaching again in {Delay}")]
    public static partial void ReceivingInterrupted(this ILogger logger, string entityPath, ServiceBusFailureReason reason, TimeSpan delay);

    [LoggerMessage(2013, LogLevel.Warning, "Message {SequenceNumber} of {EntityPath}, delivery {DeliveryCount}, will be abandoned in {Delay}: {Reason}")]
    public static partial void Abandoning(this ILogger logger, string entityPath, long sequenceNumber, int deliveryCount, TimeSpan delay, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "Message {SequenceNumber} of {EntityPath} dead-lettered: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string entityPath, long sequenceNumber, string reason);

    [LoggerMessage(2015, LogLevel.Warning, "Message {SequenceNumber} of {EntityPath} not settled ({Operation}): {Reason}; it is delivered again")]
    public static partial void NotSettled(this ILogger logger, string entityPath, long sequenceNumber, string operation, ServiceBusFailureReason reason);

    [LoggerMessage(2016, LogLevel.Warning, "Lock of message {SequenceNumber} of {EntityPath} lost while it was handled")]
    public static partial void LockLost(this ILogger logger, string entityPath, long sequenceNumber);

    [LoggerMessage(2017, LogLevel.Error, "The settlement policy failed for {ErrorType}: {PolicyErrorType}; the message is abandoned")]
    public static partial void PolicyFailed(this ILogger logger, string errorType, string policyErrorType);

    [LoggerMessage(2018, LogLevel.Warning, "{Count} locks of {EntityPath} not renewed yet: {Error}")]
    public static partial void LocksNotRenewed(this ILogger logger, string entityPath, int count, string error);
}
