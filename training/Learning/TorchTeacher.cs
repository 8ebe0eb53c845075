using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Candidates;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>LEADER's teacher in training: every drug at the prefix's last token, and what each drug's own columns add.</summary>
/// <param name="candidates">Null for the label head alone.</param>
/// <param name="usage">What the candidates' columns are made of; null without them.</param>
internal sealed class TorchTeacher(AnswerModel model, PromptEncoder encoder, Formulary formulary, TorchCandidates? candidates = null, TrainingUsage? usage = null) : ITorchScorer
{
    public ImmutableArray<string> Drugs { get; } = [.. formulary.Drugs.Select(drug => drug.Name)];

    public double[] Logits(Sample sample)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        return [.. TorchTensors.ToArray(Answer(encoder.Prefix(sample.Prompt), Columns(sample))).Select(logit => (double)logit)];
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
    /// <param name="columns">See <see cref="Columns"/>.</param>
    public Tensor Loss(int[] prefix, byte[] columns, float[] labels) => nn.functional.binary_cross_entropy_with_logits(Answer(prefix, columns), tensor(labels, [1, labels.Length]));

    /// <summary>Each drug's own history and usage, by counts that do not know the sample's orders.</summary>
    public byte[] Columns(Sample sample) => usage is null ? [] : CandidateColumns.Of(sample.Prompt, usage.Of(sample), Drugs);

    private Tensor Answer(int[] ids, byte[] columns)
    {
        var logits = model.Logits(Batch(ids), tensor(new[] { ids.Length - 1L }), model.Adapter);
        return candidates is null ? logits : candidates.Add(logits, logits, [.. columns.Select(category => (long)category)], kept => kept);
    }

    private static TokenBatch Batch(int[] ids) => TokenBatch.Causal([.. ids.Select(id => (long)id)], 1);
}
