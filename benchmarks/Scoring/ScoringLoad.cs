using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Onnx;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MedRecCloud.Benchmarks;

/// <summary>One patient of P tokens and N candidates of 8 to 16 tokens, and a decoder of a preset around random weights: speed does not depend on what they know.</summary>
internal sealed class ScoringLoad : IDisposable
{
    public const int Prefix = 768, Candidates = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-bench-").FullName;
    private readonly List<IDisposable> _owned = [];

    public ScoringLoad(string preset)
    {
        (Preset, Config) = (preset, DecoderPreset.Named(preset));
        var random = new Random(1);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Config.VocabularySize))];
        var empty = new Prompt("", "", [], ImmutableSortedDictionary<string, CandidateHistory>.Empty, new CodeHistory([], []), []);
        Prompt = new LamoPrompt(empty, Ids(Prefix), [.. Enumerable.Range(0, Candidates).Select(_ => Ids(random.Next(8, 17)))], 0);
    }

    public string Preset { get; }

    /// <summary>The preset's weights in single precision, without the embedding's copy as a head.</summary>
    public static double WeightsMiB(string preset)
    {
        var config = DecoderPreset.Named(preset);
        return 4.0 * (config.BlockParameters + (long)config.VocabularySize * config.HiddenSize) / (1 << 20);
    }

    public DecoderConfig Config { get; }

    public LamoPrompt Prompt { get; }

    public OnnxSessions Sessions { get; } = new(Options.Create(new OnnxOptions { Device = OnnxDevice.Cpu }), NullLogger<OnnxSessions>.Instance);

    public MemoryBudget Budget { get; } = new(400L << 20);

    public WorkerMetrics Metrics { get; } = new();

    /// <summary>A package of the preset, written once.</summary>
    public ModelPackage Package(ModelKind kind, int groups = 0)
    {
        string[] drugs = [.. Enumerable.Range(0, Candidates).Select(i => $"drug{i}")];
        return RandomPackage.Write(Path.Combine(_folder, $"{kind}-{groups}"), Preset, kind, drugs, groups: groups);
    }

    public DecoderModel Open(ModelPackage package) =>
        Own(new DecoderModel(
            Sessions.Open(package.PathOf(ModelPackage.GraphFile)), package.Kind == ModelKind.Lamo ? DecoderGraph.YesNo : DecoderGraph.LabelLogits, Config.Heads / Config.KeyValueHeads));

    /// <summary>Reads prefixes anew each time: what is measured is the work, not a cache.</summary>
    public PrefixStore Prefixes(DecoderModel model) => Own(new PrefixStore(model, Budget, new PrefixCache(0, TimeSpan.Zero, TimeProvider.System), Metrics));

    public T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public void Dispose()
    {
        _owned.Reverse();
        foreach (var owned in _owned) owned.Dispose();
        Metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
