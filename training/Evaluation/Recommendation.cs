using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation;

/// <summary>What a recommender says about one encounter.</summary>
/// <param name="Probabilities">One per drug, 0 to 1; a rule without probabilities gives scores whose order matters.</param>
/// <param name="Chosen">Indices of the drugs it would propose, ascending.</param>
internal sealed record Recommendation(ImmutableArray<double> Probabilities, ImmutableArray<int> Chosen)
{
    /// <summary>Chooses every drug whose probability reaches what the rule asks of it.</summary>
    public static Recommendation AtThresholds(ImmutableArray<double> probabilities, IReadOnlyList<double> thresholds, ThresholdRule rule)
    {
        var best = probabilities.Max();
        return new(probabilities, [.. Enumerable.Range(0, probabilities.Length).Where(i => probabilities[i] >= rule.Least(thresholds[i], best))]);
    }
}
