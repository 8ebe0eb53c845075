using Microsoft.Extensions.Logging.Console;

namespace MedRecCloud.Local.Commands;

/// <summary>Logging of a hosted part: to standard error, which its supervisor keeps in a file. Information and above by MEDREC_LOG=Information, otherwise warnings.</summary>
internal static class HostedLogging
{
    public static ILoggerFactory Create() => LoggerFactory.Create(Configure);

    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable("MEDREC_LOG"), ignoreCase: true, out var level) ? level : LogLevel.Warning);
    }
}
