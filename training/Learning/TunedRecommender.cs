using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Learning;

/// <summary>A model just trained, with its calibration and thresholds, for the figures of its manifest.</summary>
internal sealed class TunedRecommender(string name, ITorchScorer scorer, Calibration calibration, ImmutableArray<double> thresholds) : IRecommender
{
    public string Name => name;

    public bool IsBaseline => false;

    public ImmutableArray<string> Drugs => scorer.Drugs;

    public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Recommendation.AtThresholds([.. scorer.Logits(sample).Select(calibration.Apply)], thresholds, ThresholdRule.OfModels));
}
