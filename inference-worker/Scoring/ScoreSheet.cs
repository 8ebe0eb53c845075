using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker;

/// <summary>Turns a model's raw logits into calibrated scores with thresholds.</summary>
internal sealed class ScoreSheet(ModelPackage package)
{
    public ModelVersion Version { get; } = package.Version;

    /// <summary>Calibrated probability of one logit.</summary>
    /// <param name="second">What the package's second reader says of the same drug, where it has one.</param>
    public double Probability(double logit, double? second = null)
    {
        var own = package.Manifest.Calibration.Apply(logit);
        return package.Manifest.Second is { } reader && second is { } other ? reader.Average(own, other) : own;
    }

    /// <param name="logits">In the formulary's order.</param>
    /// <param name="second">The second reader's probabilities in the same order; null for a model that answers alone.</param>
    /// <exception cref="InvalidOperationException">A logit is no number: the model, not the patient, is at fault, and no proposal may rest on it.</exception>
    public CandidateScores Write(double[] logits, double[]? second = null)
    {
        if (!logits.All(double.IsFinite)) throw new InvalidOperationException($"{Version} answered a candidate with something that is no number.");
        double[] probabilities = [.. logits.Select((logit, drug) => Probability(logit, second?[drug]))];
        var thresholds = package.Manifest.ThresholdsAmong(probabilities);
        return new CandidateScores([.. logits.Select((logit, drug) => new MedicationScore(package.Manifest.Candidates[drug], probabilities[drug], logit, thresholds[drug]))], Version);
    }
}
