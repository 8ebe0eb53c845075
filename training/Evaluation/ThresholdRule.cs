namespace MedRecCloud.Training.Evaluation;

/// <summary>How thresholds decide, and what they are tuned for.</summary>
/// <param name="ShareOfBest">See <see cref="Clinical.Scoring.ModelManifest.ShareOfBest"/>.</param>
/// <param name="MicroWeight">What micro F1 over all encounters counts beside the mean Jaccard over encounters with orders.</param>
internal sealed record ThresholdRule(double ShareOfBest, double MicroWeight)
{
    /// <summary>Baselines: a threshold alone, as in the published protocols.</summary>
    public static ThresholdRule Plain { get; } = new(0, 1);

    /// <summary>
    /// Models: beside a nearly certain drug a doubtful one is left out, alone it is proposed; what is wrong or missed where something is ordered counts more than a
    /// proposal where nothing is. Constants, because the validation part of a single seed is too small to tune them: chosen on those of three seeds and six models
    /// together (docs/evaluation.md).
    /// </summary>
    public static ThresholdRule OfModels { get; } = new(0.4, 0.6);

    /// <summary>What a drug must reach in an encounter whose best drug has the probability <paramref name="best"/>.</summary>
    public double Least(double threshold, double best) => Math.Max(threshold, ShareOfBest * best);
}
