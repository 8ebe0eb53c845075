using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Benchmarks;

/// <summary>One encounter with the shape of the model that ships (LAMO-small): the same load, processor seconds against the second that is allowed.</summary>
internal static class SmallEncounter
{
    public static Ratio Measure(int rounds)
    {
        using var load = new ScoringLoad(Training.Model.DecoderPreset.Small);
        var packed = new PackedWay(load, groups: 0);
        packed.Run();
        var seconds = Enumerable.Range(0, rounds).Min(_ => CpuMeter.Measure(packed.Run));
        return Ratio.Of("scoring.lamo-small-encounter", 1, "allowed, s", 1, "LAMO-small, CPU s", seconds);
    }
}
