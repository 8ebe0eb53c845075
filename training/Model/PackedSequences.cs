using MedRecCloud.Models.Onnx;

namespace MedRecCloud.Training.Model;

/// <summary>One patient's prefix and several candidates in one sequence: each candidate sees the prefix and itself, and its positions go on from the prefix.</summary>
/// <param name="Mask">[S, S], 0 where a token sees another.</param>
/// <param name="Rows">The last token of each candidate.</param>
internal sealed record PackedSequences(long[] Ids, long[] Positions, float[] Mask, long[] Rows)
{
    public static PackedSequences Of(IReadOnlyList<int> prefix, IReadOnlyList<IReadOnlyList<int>> suffixes)
    {
        var length = prefix.Count + suffixes.Sum(suffix => suffix.Count);
        var (ids, positions, mask, rows) = (new long[length], new long[length], new float[length * length], new long[suffixes.Count]);
        Array.Fill(mask, DecoderGraph.Masked);
        Place(prefix, 0, 0);
        var start = prefix.Count;
        for (var i = 0; i < suffixes.Count; i++)
        {
            Place(suffixes[i], start, prefix.Count);
            start += suffixes[i].Count;
            rows[i] = start - 1;
        }
        return new PackedSequences(ids, positions, mask, rows);

        void Place(IReadOnlyList<int> tokens, int at, int from)
        {
            for (var i = 0; i < tokens.Count; i++)
            {
                (ids[at + i], positions[at + i]) = (tokens[i], from + i);
                var row = mask.AsSpan((at + i) * length, length);
                row[..from].Clear();
                row.Slice(at, i + 1).Clear();
            }
        }
    }
}
