using System.Text.RegularExpressions;

namespace MedRecCloud.Local.Tests.Broker.Conformance;

/// <summary>The unmodified @azure/service-bus client against the broker in a process of its own.</summary>
public partial class OfficialJavaScriptClientTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    public static TheoryData<string> Scenarios => new(Declared());

    [SkippableTheory]
    [MemberData(nameof(Scenarios))]
    public void The_official_JavaScript_client(string scenario)
    {
        Skip.If(run.Missing is not null, run.Missing);
        var result = run.Find(scenario);
        Assert.True(result is not null, "The run ended before this scenario.");
        Assert.True(result.Passed, result.Error);
    }

    [SkippableFact]
    public void At_least_thirty_scenarios_are_run()
    {
        Skip.If(run.Missing is not null, run.Missing);
        Assert.InRange(run.Count, 30, 1000);
        Assert.Equal(Declared().Count(), run.Count);
    }

    private static IEnumerable<string> Declared() =>
        Declaration().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Broker", "Conformance", "scenarios.mjs"))).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("""^scenario(?:On\("[^"]+", |\()"(?<name>[^"]+)",""", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
