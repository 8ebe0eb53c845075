namespace MedRecCloud.Training.Evaluation;

/// <summary>Area under the precision–recall curve as average precision, AP = Σ (R_n − R_{n−1}) · P_n, equal scores being one threshold (scikit-learn's definition).</summary>
internal static class AveragePrecision
{
    /// <param name="missing">True drugs that the model cannot score: they lower every recall and are never found.</param>
    /// <returns>0 when nothing is true.</returns>
    public static double Of(IReadOnlyList<double> scores, IReadOnlyList<bool> truth, int missing = 0)
    {
        var positives = truth.Count(isTrue => isTrue) + missing;
        if (positives == 0)
            return 0;
        var order = Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).ToArray();
        var (area, hits, recall) = (0.0, 0, 0.0);
        for (var i = 0; i < order.Length; i++)
        {
            hits += truth[order[i]] ? 1 : 0;
            // Only the last of equal scores ends a threshold.
            if (i + 1 < order.Length && scores[order[i + 1]].Equals(scores[order[i]]))
                continue;
            var reached = (double)hits / positives;
            area += (reached - recall) * hits / (i + 1);
            recall = reached;
        }
        return area;
    }
}
