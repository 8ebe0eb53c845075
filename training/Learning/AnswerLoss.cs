using MedRecCloud.Models.Onnx;
using MedRecCloud.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Cross-entropy of Yes and No at the answer position alone, as in LAMO: the prompt's own words are not learnt.</summary>
internal static class AnswerLoss
{
    /// <summary>All candidates in one pass over the prefix. Equal to <see cref="Separate"/> in value and gradients, for a fraction of the work.</summary>
    public static Tensor Packed(AnswerModel model, PackedExample example)
    {
        var packed = PackedSequences.Of(example.Prefix, [.. example.Candidates.Select(candidate => candidate.Suffix)]);
        return Of(model.Logits(TokenBatch.Of(packed, example.Prefix.Length), tensor(packed.Rows)), example);
    }

    /// <summary>The paper's form: one whole prompt per candidate.</summary>
    public static Tensor Separate(AnswerModel model, PackedExample example)
    {
        var logits = example.Candidates.Select(candidate =>
        {
            var packed = PackedSequences.Of(example.Prefix, [candidate.Suffix]);
            return model.Logits(TokenBatch.Of(packed, example.Prefix.Length), tensor(packed.Rows));
        });
        return Of(cat([.. logits], 0), example);
    }

    private static Tensor Of(Tensor logits, PackedExample example)
    {
        var targets = tensor(example.Candidates.Select(candidate => (long)(candidate.Yes ? DecoderGraph.YesColumn : DecoderGraph.NoColumn)).ToArray());
        var weights = tensor(example.Candidates.Select(candidate => candidate.Weight).ToArray());
        var losses = nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None);
        return (losses * weights).sum() / weights.sum();
    }
}
