using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>A fitted baseline that gives probabilities and proposes what reaches one threshold tuned on validation.</summary>
internal sealed class ScoredBaseline : IRecommender
{
    private readonly Func<Sample, double[]> _score;
    private readonly double[] _thresholds;

    /// <param name="score">Probabilities in the order of the data's drugs; called from one thread at a time.</param>
    /// <param name="everyEncounter">Tune on encounters without orders too; without, on those with orders, as the published protocols do.</param>
    public ScoredBaseline(string name, BaselineData data, Func<Sample, double[]> score, bool everyEncounter = false)
    {
        (Name, Drugs, _score) = (name, data.Drugs, score);
        // A data set too small for a validation part of its own still has a training part.
        var validation = data.Validation.Any(sample => !sample.Labels.IsEmpty) ? data.Validation : data.Train;
        var threshold = ThresholdTuner.Global(ValidationScores.Of(validation.Where(sample => everyEncounter || !sample.Labels.IsEmpty).Select(sample => (sample, (IReadOnlyList<double>)score(sample))), Drugs), ThresholdRule.Plain);
        _thresholds = [.. Enumerable.Repeat(threshold, Drugs.Length)];
    }

    public string Name { get; }

    public bool IsBaseline => true;

    public ImmutableArray<string> Drugs { get; }

    public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Recommendation.AtThresholds([.. _score(sample)], _thresholds, ThresholdRule.Plain));
}
