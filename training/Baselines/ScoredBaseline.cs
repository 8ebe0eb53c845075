using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>A fitted baseline that gives probabilities and proposes what reaches one threshold tuned on validation.</summary>
internal sealed class ScoredBaseline : IRecommender
{
    private readonly Func<Sample, double[]> _score;
    private readonly double[] _thresholds;
    private readonly bool _orBest;

    /// <param name="score">Probabilities in the order of the data's drugs; called from one thread at a time.</param>
    public ScoredBaseline(string name, BaselineData data, Func<Sample, double[]> score, ThresholdChoice choice = ThresholdChoice.WithOrders)
    {
        (Name, Drugs, _score, _orBest) = (name, data.Drugs, score, choice == ThresholdChoice.JaccardOrBest);
        var scores = ValidationScores.Of(
            data.Tuning.Where(sample => choice == ThresholdChoice.EveryEncounter || !sample.Labels.IsEmpty).Select(sample => (sample, (IReadOnlyList<double>)score(sample))), Drugs);
        _thresholds = [.. Enumerable.Repeat(_orBest ? JaccardThreshold.Of(scores) : ThresholdTuner.Global(scores, ThresholdRule.Plain), Drugs.Length)];
    }

    public string Name { get; }

    public bool IsBaseline => true;

    public ImmutableArray<string> Drugs { get; }

    public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken)
    {
        var scores = _score(sample);
        return ValueTask.FromResult(_orBest
            ? new Recommendation([.. scores], [.. JaccardThreshold.Chosen(scores, _thresholds[0])])
            : Recommendation.AtThresholds([.. scores], _thresholds, ThresholdRule.Plain));
    }
}
