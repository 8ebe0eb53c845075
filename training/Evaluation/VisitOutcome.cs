using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Evaluation;

/// <summary>One encounter judged: all that any metric needs of it.</summary>
internal sealed record VisitOutcome(
    Sample Sample,
    SetCounts All,
    SetCounts FirstTime,
    SetCounts Renewals,
    double AveragePrecision,
    int InteractingPairs,
    int Pairs,
    CalibrationBins Calibration)
{
    public static VisitOutcome Of(Sample sample, IRecommender recommender, Recommendation recommendation, Interactions interactions)
    {
        var truth = sample.Labels.ToHashSet(StringComparer.Ordinal);
        var predicted = recommendation.Chosen.Select(i => recommender.Drugs[i]).ToHashSet(StringComparer.Ordinal);
        var isTrue = recommender.Drugs.Select(truth.Contains).ToArray();
        var bins = new CalibrationBins();
        for (var i = 0; i < isTrue.Length; i++)
            bins.Add(recommendation.Probabilities[i], isTrue[i]);
        var (interacting, pairs) = interactions.Count(predicted);
        return new VisitOutcome(
            sample,
            SetCounts.Of(predicted, truth),
            SetCounts.Of(Only(predicted, before: false), Only(truth, before: false)),
            SetCounts.Of(Only(predicted, before: true), Only(truth, before: true)),
            Evaluation.AveragePrecision.Of(recommendation.Probabilities, isTrue, truth.Count - isTrue.Count(hit => hit)),
            interacting, pairs, bins);

        HashSet<string> Only(HashSet<string> drugs, bool before) => [.. drugs.Where(drug => sample.WasOrderedBefore(drug) == before)];
    }
}
