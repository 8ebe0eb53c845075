using BenchmarkDotNet.Attributes;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Benchmarks;

/// <summary>The stages of one packed request of the model that ships, the label head as the baseline.</summary>
[MemoryDiagnoser]
public class ScoringBenchmarks : IDisposable
{
    private ScoringLoad _load = null!;
    private DecoderModel _model = null!;
    private PackedWay _packed = null!;
    private LabelHeadWay _label = null!;

    /// <summary>Writes and opens the packages.</summary>
    [GlobalSetup]
    public void Open()
    {
        _load = new ScoringLoad(DecoderPreset.Small);
        _model = _load.Open(_load.Package(ModelKind.Lamo));
        (_packed, _label) = (new PackedWay(_load, groups: 0), new LabelHeadWay(_load));
    }

    /// <summary>Closes them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _load.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>LEADER's teacher.</summary>
    [Benchmark(Baseline = true)]
    public void LabelHead() => _label.Run();

    /// <summary>One reading of the prefix and its packs.</summary>
    [Benchmark]
    public void Packed() => _packed.Run();

    /// <summary>The prefix alone.</summary>
    [Benchmark]
    public void Prefix()
    {
        foreach (var tensor in PrefixReader.Read(_model, [_load.Prompt.Prefix], null, PrefixReader.CpuBlock)) tensor.Dispose();
    }

    /// <summary>Ids, positions, mask and rows of a pack of ten.</summary>
    [Benchmark]
    public void BuildPack() => CandidatePack.Build(_model.Ledger, [_load.Prompt.Candidates[..10]], [ScoringLoad.Prefix], ScoringLoad.Prefix).Dispose();
}
