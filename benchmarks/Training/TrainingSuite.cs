using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Onnx;
using TorchSharp;

namespace MedRecCloud.Benchmarks;

/// <summary>One patient's candidates learnt in one packed sequence against one whole prompt each: forward and backward, LoRA, one thread, processor time.</summary>
internal sealed class TrainingSuite : IRatioSuite
{
    private const int Prefix = 512, Candidates = 40, PromptsPerBatch = 8, Rounds = 3;

    public string Name => "training";

    public Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (!LibTorch.IsAvailable(out var reason))
        {
            Console.Error.WriteLine($"training.packed left out: {reason}");
            return Task.FromResult<IReadOnlyList<Ratio>>([]);
        }
        var config = DecoderPreset.Named("7m");
        var weights = new RandomWeights(config, 1, DecoderHead.YesNo);
        using var model = new AnswerModel(new TorchDecoder(config, weights, trainable: false), DecoderHead.YesNo, weights.Read(DecoderHead.YesNoTensor));
        model.Adapter = new LoraAdapter(config, new LoraOptions { Targets = ["q_proj", "k_proj", "v_proj", "o_proj"] }, seed: 1);
        var example = Example(config);
        var (packed, separate) = (double.MaxValue, double.MaxValue);
        // The first round of each warms up; the least of the others counts, as neighbours on the machine only ever add.
        for (var round = 0; round <= Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var one = Cost(() => AnswerLoss.Packed(model, example).backward());
            var other = Cost(() => Separately(model, example));
            if (round > 0)
                (packed, separate) = (Math.Min(packed, one), Math.Min(separate, other));
        }
        return Task.FromResult<IReadOnlyList<Ratio>>(
            [Ratio.Of("training.packed", 12, "CPU seconds per candidate, separate prompts", separate / Candidates, "CPU seconds per candidate, packed", packed / Candidates)]);
    }

    /// <summary>The fair opponent: whole prompts of like length in plain causal batches, with no mask to build.</summary>
    private static void Separately(AnswerModel model, PackedExample example)
    {
        foreach (var batch in example.Candidates.OrderBy(candidate => candidate.Suffix.Length).Chunk(PromptsPerBatch))
        {
            using var scope = torch.NewDisposeScope();
            var length = Prefix + batch.Max(candidate => candidate.Suffix.Length);
            var ids = batch.SelectMany(candidate => example.Prefix.Concat(candidate.Suffix).Concat(Enumerable.Repeat(0, length - Prefix - candidate.Suffix.Length))).Select(id => (long)id).ToArray();
            var rows = batch.Select((candidate, i) => (long)(i * length + Prefix + candidate.Suffix.Length - 1)).ToArray();
            var targets = batch.Select(candidate => candidate.Yes ? 0L : 1L).ToArray();
            var logits = model.Logits(TokenBatch.Causal(ids, batch.Length), torch.tensor(rows));
            (torch.nn.functional.cross_entropy(logits, torch.tensor(targets), reduction: torch.nn.Reduction.Sum) / torch.tensor((float)Candidates)).backward();
        }
    }

    private static double Cost(Action action)
    {
        using var scope = torch.NewDisposeScope();
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static PackedExample Example(DecoderConfig config)
    {
        var random = new Random(1);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(config.VocabularySize))];
        return new PackedExample(Draw(Prefix), [.. Enumerable.Range(0, Candidates).Select(i => new CandidateExample(Draw(random.Next(8, 17)), i % 8 == 0))]);
    }
}
