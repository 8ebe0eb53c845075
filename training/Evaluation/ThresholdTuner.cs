using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation;

/// <summary>
/// Finds decision thresholds on validation encounters: one for all drugs, and one per drug that is pulled towards it the more, the fewer positives the drug has.
/// </summary>
internal static class ThresholdTuner
{
    /// <summary>Positives at which a drug's own threshold weighs as much as the global one.</summary>
    public const double Prior = 20;

    private const int Resamples = 40;

    private static readonly double[] Grid = [.. Enumerable.Range(2, 93).Select(step => step / 100.0)];

    /// <summary>
    /// The threshold with the best sum of mean Jaccard over encounters with orders and, weighted by the rule, micro F1 over all encounters, less what it over- or
    /// under-prescribes by more than 5 %.
    /// </summary>
    /// <exception cref="ArgumentException">No validation encounter has an order.</exception>
    public static double Global(ValidationScores scores, ThresholdRule rule)
    {
        if (!scores.Truth.Any(truth => truth.Contains(true)))
            throw new ArgumentException("No validation encounter has an order; thresholds cannot be tuned.", nameof(scores));
        return Grid.MaxBy(threshold => Quality(scores, rule, _ => threshold));
    }

    /// <summary>
    /// The mean of the global thresholds of resampled validation patients: a handful of patients tunes a single threshold far off its mark, and encounters of one
    /// patient repeat each other.
    /// </summary>
    /// <param name="patients">Whose encounter each is, in the scores' order.</param>
    /// <param name="seed">The same seed draws the same patients.</param>
    /// <exception cref="ArgumentException">No validation encounter has an order.</exception>
    public static double Steady(ValidationScores scores, ThresholdRule rule, IReadOnlyList<string> patients, int seed)
    {
        var byPatient = Enumerable.Range(0, patients.Count).GroupBy(i => patients[i], StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        var (random, thresholds) = (new Random(seed), new List<double> { Global(scores, rule) });
        for (var round = 0; round < Resamples; round++)
        {
            var drawn = Enumerable.Range(0, byPatient.Length).SelectMany(_ => byPatient[random.Next(byPatient.Length)]).ToArray();
            if (drawn.Any(i => scores.Truth[i].Contains(true)))
                thresholds.Add(Global(new ValidationScores([.. drawn.Select(i => scores.Probabilities[i])], [.. drawn.Select(i => scores.Truth[i])], [.. drawn.Select(i => scores.Missing[i])]), rule));
        }
        return thresholds.Average();
    }

    /// <summary>One threshold per drug: its own best F1, shrunk towards the global threshold by <paramref name="prior"/> imaginary positives.</summary>
    public static ImmutableArray<double> PerDrug(ValidationScores scores, ThresholdRule rule, double global, double prior = Prior)
    {
        var drugs = scores.Truth[0].Length;
        var own = Enumerable.Range(0, drugs).Select(drug => Shrunk(scores, rule, drug, global, prior)).ToImmutableArray();
        // Thresholds of their own must pay on the very data they were fitted to; otherwise the single one is kept.
        return Quality(scores, rule, drug => own[drug]) > Quality(scores, rule, _ => global) ? own : [.. Enumerable.Repeat(global, drugs)];
    }

    private static double Shrunk(ValidationScores scores, ThresholdRule rule, int drug, double global, double prior)
    {
        var positives = scores.Truth.Count(truth => truth[drug]);
        if (positives == 0)
            return global;
        // Of equally good thresholds the one nearest the global is taken.
        var best = Grid.OrderBy(threshold => Math.Abs(threshold - global)).MaxBy(threshold => F1(scores, rule, drug, threshold));
        return global + (best - global) * positives / (positives + prior);
    }

    private static double F1(ValidationScores scores, ThresholdRule rule, int drug, double threshold)
    {
        var (hits, predicted, truth) = (0, 0, 0);
        for (var i = 0; i < scores.Truth.Count; i++)
        {
            var isPredicted = scores.Probabilities[i][drug] >= rule.Least(threshold, scores.Best[i]);
            (hits, predicted, truth) = (hits + (isPredicted && scores.Truth[i][drug] ? 1 : 0), predicted + (isPredicted ? 1 : 0), truth + (scores.Truth[i][drug] ? 1 : 0));
        }
        return predicted + truth == 0 ? 0 : 2.0 * hits / (predicted + truth);
    }

    private static double Quality(ValidationScores scores, ThresholdRule rule, Func<int, double> threshold)
    {
        var (jaccard, visits) = (0.0, 0);
        var (allHits, allPredicted, allTrue, predictedWithOrders) = (0L, 0L, 0L, 0L);
        for (var i = 0; i < scores.Truth.Count; i++)
        {
            var (hits, predicted, truth) = (0, 0, scores.Missing[i]);
            for (var drug = 0; drug < scores.Truth[i].Length; drug++)
            {
                var isPredicted = scores.Probabilities[i][drug] >= rule.Least(threshold(drug), scores.Best[i]);
                var isTrue = scores.Truth[i][drug];
                (hits, predicted, truth) = (hits + (isPredicted && isTrue ? 1 : 0), predicted + (isPredicted ? 1 : 0), truth + (isTrue ? 1 : 0));
            }
            (allHits, allPredicted, allTrue) = (allHits + hits, allPredicted + predicted, allTrue + truth);
            if (truth == 0)
                continue;
            (jaccard, visits, predictedWithOrders) = (jaccard + new SetCounts(hits, predicted, truth).Jaccard, visits + 1, predictedWithOrders + predicted);
        }
        var excess = Math.Max(0, Math.Abs((double)predictedWithOrders / allTrue - 1) - 0.05);
        return jaccard / visits + rule.MicroWeight * 2 * allHits / Math.Max(1, allPredicted + allTrue) - 0.5 * excess;
    }
}
