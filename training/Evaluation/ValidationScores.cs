using System.Collections.Immutable;

namespace MedRecCloud.Training.Evaluation;

/// <summary>A model's probabilities on the validation encounters beside what was ordered: all that thresholds and calibration may be tuned on.</summary>
/// <param name="Probabilities">Per encounter one probability (or logit) per drug.</param>
/// <param name="Truth">Per encounter whether each drug was ordered.</param>
/// <param name="Missing">Per encounter how many ordered drugs the model cannot score.</param>
internal sealed record ValidationScores(IReadOnlyList<double[]> Probabilities, IReadOnlyList<bool[]> Truth, IReadOnlyList<int> Missing)
{
    /// <summary>Per encounter the highest score.</summary>
    public IReadOnlyList<double> Best { get; } = [.. Probabilities.Select(own => own.Max())];

    public static ValidationScores Of(IEnumerable<(Data.Sample Sample, IReadOnlyList<double> Scores)> encounters, ImmutableArray<string> drugs)
    {
        var (scores, truth, missing) = (new List<double[]>(), new List<bool[]>(), new List<int>());
        foreach (var (sample, own) in encounters)
        {
            var labels = sample.Labels.ToHashSet(StringComparer.Ordinal);
            scores.Add([.. own]);
            truth.Add([.. drugs.Select(labels.Contains)]);
            missing.Add(labels.Count - truth[^1].Count(isTrue => isTrue));
        }
        return new ValidationScores(scores, truth, missing);
    }

    public ValidationScores With(Func<double, double> change) => new([.. Probabilities.Select(own => own.Select(change).ToArray())], Truth, Missing);
}
