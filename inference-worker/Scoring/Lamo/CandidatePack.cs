using MedRecCloud.Models.Onnx;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Several candidates behind one cached prefix in one call: each sees the prefix and itself, its positions restart after the prefix, and its last token is
/// answered. So a candidate's answer is what it would be alone.
/// </summary>
internal static class CandidatePack
{
    /// <param name="candidates">For each patient the token ids of the same candidates in the same order (their lengths differ by the patient's history).</param>
    /// <param name="prefixLengths">Real tokens of each patient's prefix.</param>
    /// <param name="capacity">Cached tokens per patient, padding included.</param>
    public static TokenBlock Build(TensorLedger ledger, IReadOnlyList<IReadOnlyList<int[]>> candidates, IReadOnlyList<int> prefixLengths, int capacity)
    {
        var tokens = candidates.Max(patient => patient.Sum(candidate => candidate.Length));
        var answers = candidates.Sum(patient => patient.Count);
        var block = new TokenBlock(ledger, candidates.Count, tokens, capacity, answers);
        var rows = block.Rows.Span<long>();
        var row = 0;
        for (var patient = 0; patient < candidates.Count; patient++)
        {
            var ids = block.IdsOf(patient);
            var positions = block.PositionsOf(patient);
            var mask = block.MaskOf(patient);
            var (prefix, width, start) = (prefixLengths[patient], capacity + tokens, 0);
            foreach (var candidate in candidates[patient])
            {
                for (var i = 0; i < candidate.Length; i++)
                {
                    var seen = mask.Slice((start + i) * width, width);
                    ids[start + i] = candidate[i];
                    positions[start + i] = prefix + i;
                    seen[..prefix].Clear();
                    seen.Slice(capacity + start, i + 1).Clear();
                }

                start += candidate.Length;
                rows[row++] = patient * tokens + start - 1;
            }
        }

        return block;
    }
}
