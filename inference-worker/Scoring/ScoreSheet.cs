using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker;

/// <summary>Turns a model's raw logits into calibrated scores with thresholds.</summary>
internal sealed class ScoreSheet(ModelPackage package)
{
    public ModelVersion Version { get; } = package.Version;

    /// <summary>Calibrated probability of one logit.</summary>
    public double Probability(double logit) => package.Manifest.Calibration.Apply(logit);

    /// <param name="logits">In the formulary's order.</param>
    /// <exception cref="InvalidOperationException">A logit is no number: the model, not the patient, is at fault, and no proposal may rest on it.</exception>
    public CandidateScores Write(ReadOnlySpan<double> logits)
    {
        var manifest = package.Manifest;
        var scores = ImmutableArray.CreateBuilder<MedicationScore>(logits.Length);
        for (var i = 0; i < logits.Length; i++)
        {
            if (!double.IsFinite(logits[i])) throw new InvalidOperationException($"{Version} answered a candidate with something that is no number.");
            scores.Add(new MedicationScore(manifest.Candidates[i], manifest.Calibration.Apply(logits[i]), logits[i], manifest.Thresholds[i]));
        }

        return new CandidateScores(scores.MoveToImmutable(), Version);
    }
}
