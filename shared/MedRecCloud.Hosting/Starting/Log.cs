using Microsoft.Extensions.Logging;

namespace MedRecCloud.Hosting.Starting;

internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Debug, "Warmed up in {ElapsedMs:F0} ms")]
    public static partial void WarmedUp(this ILogger logger, double elapsedMs);

    [LoggerMessage(9001, LogLevel.Warning, "Warming up failed with {ErrorType}: the first message will take longer")]
    public static partial void NotWarmedUp(this ILogger logger, string errorType);
}
