using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Onnx;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>Packages around random weights, and engines over them.</summary>
internal sealed class SomeModel : IDisposable
{
    public const int Drugs = 23;

    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-model-").FullName;

    public SomeModel()
    {
        Sessions = new OnnxSessions(Options.Create(new OnnxOptions { Device = OnnxDevice.Cpu }), NullLogger<OnnxSessions>.Instance);
        Budget = new MemoryBudget(64 << 20);
    }

    public OnnxSessions Sessions { get; }

    public MemoryBudget Budget { get; set; }

    public WorkerMetrics Metrics { get; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static string[] DrugNames(int count = Drugs) => [.. Enumerable.Range(0, count).Select(i => $"drug{i:D2}{new string('x', i % 7)}")];

    public ModelPackage Write(
        ModelKind kind = ModelKind.Lamo, int drugs = Drugs, int groups = 0, string semantics = "candidate-only", string preset = "tiny", OnnxType precision = OnnxType.Float,
        string template = "medrec-2", int seed = 1)
    {
        var folder = Path.Combine(_folder, $"{kind}-{drugs}-{groups}-{semantics}-{preset}-{precision}-{template}-{seed}");
        return RandomPackage.Write(folder, preset, kind, DrugNames(drugs), precision, groups, semantics, null, template, seed);
    }

    /// <summary>The same package, calibrated so that random logits propose every drug.</summary>
    public static ModelPackage Proposing(ModelPackage package)
    {
        var path = Path.Combine(package.Folder, ModelPackage.ManifestFile);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["calibration"]!["intercept"] = 3;
        File.WriteAllText(path, manifest.ToJsonString());
        return ModelPackage.Open(package.Folder);
    }

    public ModelLoader Loader(ScoringOptions? options = null, IPromptTemplate? template = null) => new(
        Sessions, new KnownTemplates([template ?? new SomeTemplate()]), Options.Create(options ?? new ScoringOptions { PackSize = 5, CacheShare = 0 }), Budget, Time, Metrics,
        NullLogger<ModelLoader>.Instance);

    public IScoringEngine Open(ModelPackage package, ScoringOptions? options = null) => Loader(options).Open(package);

    public static Prompt Prompt(string text, params (string Drug, int Orders)[] histories) => new(
        "medrec-2", $"Patient: {text}\nDrug:", [], histories.ToImmutableSortedDictionary(item => item.Drug, item => CandidateHistory.Never with { Orders = item.Orders }),
        new CodeHistory([], []), []);

    /// <summary>A prompt of words drawn by a seed.</summary>
    public static Prompt Prompt(int seed, int words = 30)
    {
        var random = new Random(seed);
        var text = string.Join(' ', Enumerable.Range(0, words).Select(_ => $"w{random.Next(1000)}"));
        return Prompt(text, [.. DrugNames().Where(_ => random.Next(3) == 0).Select(drug => (drug, random.Next(4)))]);
    }

    public static double[] Logits(IScoringEngine engine, Prompt prompt) => Logits(engine.Score([engine.Prepare(prompt)])[0]);

    public static double[] Logits(CandidateScores scores) => [.. scores.Scores.Select(score => score.Logit)];

    public static void AssertSame(double[] expected, double[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Candidate {i}: {expected[i]} and {actual[i]}.");
    }

    public void Dispose()
    {
        Metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
