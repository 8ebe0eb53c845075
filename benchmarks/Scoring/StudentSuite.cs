namespace MedRecCloud.Benchmarks;

/// <summary>LEADER's student in batches: small outpatient visits, and large inpatient ones.</summary>
internal sealed class StudentSuite : IRatioSuite
{
    private const int Rounds = 3;

    public string Name => "student";

    public Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Ratio>>(
        [StudentThroughput.Measure("outpatient", 10, (8, 3, 6), Rounds), StudentThroughput.Measure("inpatient", 3, (40, 10, 30), Rounds)]);
}
