namespace MedRecCloud.Benchmarks;

/// <summary>What one way cost: the least processor time of several interleaved rounds, scaled to the whole formulary, and its peak memory.</summary>
internal sealed record WayCost(double CpuSeconds, double PeakMiB)
{
    /// <summary>Runs all ways in turn, several times: a neighbour's burst then hits no way alone.</summary>
    public static IReadOnlyDictionary<IScoringWay, WayCost> Measure(IReadOnlyList<IScoringWay> ways, int rounds, CancellationToken cancellationToken)
    {
        var costs = new Dictionary<IScoringWay, WayCost>();
        for (var round = 0; round < rounds; round++)
        foreach (var way in ways)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GC.Collect();
            CpuMeter.ResetPeak();
            var seconds = CpuMeter.Measure(way.Run) * way.Scale;
            var old = costs.GetValueOrDefault(way);
            costs[way] = new WayCost(Math.Min(seconds, old?.CpuSeconds ?? double.MaxValue), Math.Max(CpuMeter.PeakMiB(), old?.PeakMiB ?? 0));
            Console.Error.WriteLine($"  {way.Name}: {seconds:F3} CPU s");
        }

        return costs;
    }
}
