using MedRecCloud.Hosting.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Hosting.Tests;

public sealed partial class PhiRedactionTests
{
    [Fact]
    public void A_value_marked_as_PHI_never_reaches_a_log_sink()
    {
        var sink = new Sink();
        using var provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(sink))
            .AddPhiRedaction()
            .BuildServiceProvider();

        ContextRead(provider.GetRequiredService<ILoggerFactory>().CreateLogger("test"), "MRN-0042", 7);

        var line = Assert.Single(sink.Lines);
        Assert.Contains("7 facts", line);
        Assert.DoesNotContain("MRN-0042", line);
    }

    [LoggerMessage(1, LogLevel.Information, "Read context of {PatientId}: {Facts} facts")]
    private static partial void ContextRead(ILogger logger, [Phi] string patientId, int facts);

    private sealed class Sink : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            // A structured sink sees the pairs too.
            if (state is IEnumerable<KeyValuePair<string, object?>> pairs) Assert.DoesNotContain(pairs, pair => pair.Value is "MRN-0042");
        }

        public void Dispose()
        {
        }
    }
}
