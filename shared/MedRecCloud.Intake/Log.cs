using Microsoft.Extensions.Logging;

namespace MedRecCloud.Intake;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Debug, "Event taken in: {Envelope}, {Encounters} encounters, {RoundTrips} requests to FHIR servers, {ElapsedMs} ms")]
    public static partial void EventTakenIn(this ILogger logger, string envelope, int encounters, int roundTrips, double elapsedMs);

    [LoggerMessage(4001, LogLevel.Warning, "Event not taken in: {Envelope}, {Settlement} {Reason}, delivery {DeliveryCount}")]
    public static partial void EventNotTakenIn(this ILogger logger, string envelope, string settlement, string reason, int deliveryCount);

    [LoggerMessage(4002, LogLevel.Warning, "Subscription missed {Count} events; recovered {Found} changes by {Means}")]
    public static partial void EventsMissed(this ILogger logger, long count, int found, string means);

    [LoggerMessage(4010, LogLevel.Information, "Cohort {Cohort}: {Shards} shards with {Encounters} encounters planned; finished: {IsFinished}, refused: {IsRefused}")]
    public static partial void CohortPlanned(this ILogger logger, string cohort, int shards, int encounters, bool isFinished, bool isRefused);

    [LoggerMessage(4011, LogLevel.Warning, "Upkeep of cohort {Cohort} failed with {ErrorType}; the others are seen to")]
    public static partial void CohortUpkeepFailed(this ILogger logger, string cohort, string errorType);

    [LoggerMessage(4020, LogLevel.Debug, "CDS service {Service} answered with {Cards} cards in {ElapsedMs} ms")]
    public static partial void HookAnswered(this ILogger logger, string service, int cards, double elapsedMs);

    [LoggerMessage(4021, LogLevel.Information, "CDS service {Service} took feedback: {Stored} new, {Repeated} repeated, {Unknown} on cards that are not known")]
    public static partial void FeedbackTaken(this ILogger logger, string service, int stored, int repeated, int unknown);

    [LoggerMessage(4022, LogLevel.Warning, "A CDS client was refused: {Reason}")]
    public static partial void CdsClientRefused(this ILogger logger, string reason);
}
