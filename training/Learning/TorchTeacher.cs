using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>LEADER's teacher in training: every drug at the prefix's last token.</summary>
internal sealed class TorchTeacher(AnswerModel model, PromptEncoder encoder, Formulary formulary) : ITorchScorer
{
    public ImmutableArray<string> Drugs { get; } = [.. formulary.Drugs.Select(drug => drug.Name)];

    public double[] Logits(Sample sample)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        return [.. TorchTensors.ToArray(Answer(encoder.Prefix(sample.Prompt))).Select(logit => (double)logit)];
    }

    /// <summary>The hidden state that the label head reads: what a student learns to imitate.</summary>
    public float[] Hidden(Sample sample)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        var ids = encoder.Prefix(sample.Prompt);
        return TorchTensors.ToArray(model.Decoder.Hidden(Batch(ids), model.Adapter, tensor(new[] { ids.Length - 1L })));
    }

    /// <summary>Binary cross-entropy over the formulary.</summary>
    public Tensor Loss(int[] prefix, float[] labels) => nn.functional.binary_cross_entropy_with_logits(Answer(prefix), tensor(labels, [1, labels.Length]));

    private Tensor Answer(int[] ids) => model.Logits(Batch(ids), tensor(new[] { ids.Length - 1L }), model.Adapter);

    private static TokenBatch Batch(int[] ids) => TokenBatch.Causal([.. ids.Select(id => (long)id)], 1);
}
