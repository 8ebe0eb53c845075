using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Scores with a LAMO model in training: Yes minus No, candidates in packs, each group under its own adapter.</summary>
/// <param name="model">The base with its head.</param>
/// <param name="usage">What was usual in training.</param>
/// <param name="adapters">By group; empty when the model has none.</param>
internal sealed class TorchLamo(AnswerModel model, PromptEncoder encoder, TrainingUsage usage, Formulary formulary, IReadOnlyDictionary<string, LoraAdapter> adapters) : ITorchScorer
{
    private const int PackSize = 48;

    public ImmutableArray<string> Drugs { get; } = [.. formulary.Drugs.Select(drug => drug.Name)];

    public double[] Logits(Sample sample)
    {
        using var unrecorded = no_grad();
        var prefix = encoder.Prefix(sample.Prompt);
        var usual = usage.Of(sample);
        var logits = new double[Drugs.Length];
        foreach (var group in Enumerable.Range(0, Drugs.Length).GroupBy(drug => adapters.Count == 0 ? "" : formulary.Drugs[drug].Group ?? ""))
            foreach (var pack in group.Chunk(PackSize))
            {
                using var scope = NewDisposeScope();
                var packed = PackedSequences.Of(prefix, [.. pack.Select(drug => encoder.Suffix(Drugs[drug], sample.Prompt, usual))]);
                var answers = TorchTensors.ToArray(model.Logits(TokenBatch.Of(packed, prefix.Length), tensor(packed.Rows), adapters.GetValueOrDefault(group.Key)));
                for (var i = 0; i < pack.Length; i++)
                    logits[pack[i]] = answers[2 * i + DecoderGraph.YesColumn] - answers[2 * i + DecoderGraph.NoColumn];
            }
        return logits;
    }
}
