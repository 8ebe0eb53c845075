using static TorchSharp.torch;

namespace MedRecCloud.Training.Model;

/// <summary>What a decoder reads in one pass.</summary>
/// <param name="Ids">int64 [B, S].</param>
/// <param name="Positions">int64 [B, S].</param>
/// <param name="Mask">float [B, 1, S, S] added to the attention scores; null for plain causal sequences.</param>
/// <param name="Adapted">float [B, S, 1]: 1 where an adapter that acts on candidates alone may act; null when it acts everywhere.</param>
internal sealed record TokenBatch(Tensor Ids, Tensor Positions, Tensor? Mask, Tensor? Adapted)
{
    /// <summary>One packed sequence. Its candidates' tokens begin at <paramref name="prefixLength"/>.</summary>
    public static TokenBatch Of(PackedSequences packed, int prefixLength)
    {
        var length = packed.Ids.Length;
        var adapted = new float[length];
        adapted.AsSpan(prefixLength).Fill(1);
        return new TokenBatch(tensor(packed.Ids, [1, length]), tensor(packed.Positions, [1, length]), tensor(packed.Mask, [1, 1, length, length]), tensor(adapted, [1, length, 1]));
    }

    /// <summary>Plain causal sequences of equal length, one after another in <paramref name="ids"/>.</summary>
    public static TokenBatch Causal(long[] ids, int sequences)
    {
        var length = ids.Length / sequences;
        var positions = Enumerable.Range(0, ids.Length).Select(i => (long)(i % length)).ToArray();
        return new TokenBatch(tensor(ids, [sequences, length]), tensor(positions, [sequences, length]), null, null);
    }
}
