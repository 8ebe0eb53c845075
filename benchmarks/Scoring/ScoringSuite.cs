namespace MedRecCloud.Benchmarks;

/// <summary>The worker's scoring beside its baselines, for the 7 M and the 30 M preset: 768 tokens of a patient, 200 candidates of 8 to 16 tokens.</summary>
internal sealed class ScoringSuite : IRatioSuite
{
    private const int Rounds = 3;

    public string Name => "scoring";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        var ratios = new List<Ratio>();
        foreach (var (preset, naiveCandidates, ceilingGoal) in (ReadOnlySpan<(string, int, double)>)[("7m", 40, 0.65), ("30m", 16, 0.80)])
            ratios.AddRange(Measure(preset, naiveCandidates, ceilingGoal, cancellationToken));
        foreach (var preset in (string[])["7m", "30m"])
        {
            var allowed = ScoringLoad.WeightsMiB(preset) + 400;
            ratios.Add(Ratio.Of($"scoring.{preset}.memory", 1, "allowed (weights + 400), MiB", allowed, "packed, peak MiB of its process", await ScoringMemory.MeasureAsync(preset, cancellationToken)));
        }

        ratios.Add(SmallEncounter.Measure(Rounds));
        return ratios;
    }

    private static IEnumerable<Ratio> Measure(string preset, int naiveCandidates, double ceilingGoal, CancellationToken cancellationToken)
    {
        using var load = new ScoringLoad(preset);
        var packed = new PackedWay(load, groups: 0);
        var (naive, expanded, grouped) = (new NaiveWay(load, naiveCandidates), new ExpandedWay(load), new PackedWay(load, groups: 10));
        var (label, ceiling) = (new LabelHeadWay(load), new MatMulCeiling(load));
        var costs = WayCost.Measure([packed, grouped, label, ceiling, expanded, naive], Rounds, cancellationToken);
        double Cpu(IScoringWay way) => costs[way].CpuSeconds;
        IReadOnlyDictionary<string, double> Costs(params IScoringWay[] ways) => ways.ToDictionary(way => $"{way.Name} CPU s", Cpu);

        var rate = packed.FloatingPointOperations() / Cpu(packed) / 1e9;
        var most = ceiling.FloatingPointOperations / Cpu(ceiling) / 1e9;
        yield return Ratio.Of($"scoring.{preset}.packed-by-naive", 45, "naive, CPU s", Cpu(naive), "packed, CPU s", Cpu(packed)) with { Costs = Costs(naive, packed, label) };
        yield return Ratio.Of($"scoring.{preset}.packed-by-expanded", 2.2, "prefix cached and expanded, CPU s", Cpu(expanded), "packed, CPU s", Cpu(packed)) with
        {
            Costs = new Dictionary<string, double> { ["expanded peak MiB of the process"] = costs[expanded].PeakMiB },
        };
        yield return Ratio.Of($"scoring.{preset}.share-of-ceiling", ceilingGoal, "packed, GFLOP/s", rate, "MatMul alone, GFLOP/s", most);
        yield return Ratio.Of($"scoring.{preset}.ten-groups", 1 / 1.15, "one merged adapter, CPU s", Cpu(packed), "ten candidate-only groups, CPU s", Cpu(grouped));
    }
}
