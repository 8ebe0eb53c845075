namespace MedRecCloud.Local;

/// <summary>What the tool and the parts it hosts write to their log.</summary>
internal static partial class Log
{
    [LoggerMessage(8901, LogLevel.Warning, "{Part} ended; starting it again in {Delay}")]
    public static partial void PartDied(this ILogger logger, string part, TimeSpan delay);

    [LoggerMessage(8902, LogLevel.Warning, "Looking for cohorts failed with {Error}; looking again")]
    public static partial void CohortWatchFailed(this ILogger logger, string error);
}
