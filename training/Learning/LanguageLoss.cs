using MedRecCloud.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Learning;

/// <summary>Next-token cross-entropy over every position: how a base is pre-trained.</summary>
internal static class LanguageLoss
{
    /// <param name="model">The decoder.</param>
    /// <param name="ids">Sequences of equal length, each one token longer than what is read: the last is only a target.</param>
    /// <param name="sequences">How many.</param>
    public static Tensor Of(TorchDecoder model, long[] ids, int sequences)
    {
        var length = ids.Length / sequences;
        var all = tensor(ids, [sequences, length]);
        var inputs = Enumerable.Range(0, sequences).SelectMany(i => ids.Skip(i * length).Take(length - 1)).ToArray();
        var logits = model.Hidden(TokenBatch.Causal(inputs, sequences)).matmul(model.LanguageHead.t());
        return nn.functional.cross_entropy(logits, all.narrow(1, 1, length - 1).reshape(-1));
    }
}
