namespace MedRecCloud.Benchmarks;

/// <summary>One way to score the load.</summary>
internal interface IScoringWay
{
    string Name { get; }

    /// <summary>How often <see cref="Run"/> would have to run for the whole formulary: more than 1 where only a part of equal candidates is measured.</summary>
    double Scale { get; }

    void Run();
}
