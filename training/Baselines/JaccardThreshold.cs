using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>One threshold by mean Jaccard alone, for a method that always proposes something.</summary>
internal static class JaccardThreshold
{
    private static readonly double[] Grid = [.. Enumerable.Range(1, 95).Select(step => (96 - step) / 100.0)];

    /// <summary>The best threshold on these encounters, each with at least one order; of equally good ones the highest.</summary>
    public static double Of(ValidationScores scores) => Grid.MaxBy(threshold => Enumerable.Range(0, scores.Truth.Count).Average(i =>
    {
        var chosen = Chosen(scores.Probabilities[i], threshold);
        return new SetCounts(chosen.Count(drug => scores.Truth[i][drug]), chosen.Length, scores.Truth[i].Count(isTrue => isTrue) + scores.Missing[i]).Jaccard;
    }));

    /// <summary>The drugs that reach the threshold, or else the best one.</summary>
    public static int[] Chosen(double[] scores, double threshold)
    {
        int[] reached = [.. Enumerable.Range(0, scores.Length).Where(drug => scores[drug] >= threshold)];
        return reached.Length > 0 || scores.Length == 0 ? reached : [Array.IndexOf(scores, scores.Max())];
    }
}
