namespace MedRecCloud.Training.Evaluation;

/// <summary>What a method reached after learning from a share of the training patients.</summary>
/// <param name="Name">Of the baseline, or of the packages that are one model trained on several shares.</param>
/// <param name="Share">Of the training patients, above 0, at most 1.</param>
/// <param name="Jaccard">Over encounters with orders.</param>
/// <param name="JaccardDeviation">Over the bootstrap's rounds.</param>
/// <param name="Prauc">Over encounters with orders.</param>
internal sealed record LearningPoint(string Name, bool IsBaseline, double Share, double Jaccard, double JaccardDeviation, double Prauc)
{
    /// <summary>The shares that baselines are fitted on beside the whole.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0.125, 0.25, 0.5];

    public static LearningPoint Of(Judgement judgement, string name, double share) =>
        new(name, judgement.IsBaseline, share, judgement.Metrics.Jaccard, judgement.Deviation(metrics => metrics.Jaccard), judgement.Metrics.Prauc);
}
