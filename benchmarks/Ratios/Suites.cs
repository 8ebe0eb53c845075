namespace MedRecCloud.Benchmarks;

/// <summary>All suites, in the order they are measured.</summary>
internal static class Suites
{
    public static IReadOnlyList<IRatioSuite> All { get; } =
    [
        new MessagingSuite(),
        new PromptSuite(),
        new TrainingSuite(),
        new EndToEndSuite(),
        new CohortSuite(),
        new LiveSuite(),
        new ScoringSuite(),
        new StudentSuite(),
    ];
}
