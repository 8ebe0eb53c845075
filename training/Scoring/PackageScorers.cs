using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Scoring;

/// <summary>
/// Opens packages of every kind for evaluation with ONNX Runtime on the CPU. Plainer than the worker's engines on purpose: a second reading of the same package
/// that shares no scoring code with them.
/// </summary>
internal static class PackageScorers
{
    /// <exception cref="TrainingDataException">The graph or the tokenizer cannot be loaded.</exception>
    public static IPackageScorer Open(ModelPackage package)
    {
        try
        {
            return package.Kind switch
            {
                ModelKind.LeaderStudent => new StudentScorer(package),
                ModelKind.LeaderTeacher => new TeacherScorer(package),
                _ when package.Second is not null => new SecondReaderScorer(package),
                _ => new LamoScorer(package),
            };
        }
        catch (Exception error) when (error is ModelPackageException or Microsoft.ML.OnnxRuntime.OnnxRuntimeException or Models.Tokenizers.TokenizerFormatException)
        {
            throw new TrainingDataException($"The package {package.Version} cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>Calibrated scores of raw logits in the candidates' order.</summary>
    /// <exception cref="TrainingDataException">A logit is no number.</exception>
    public static CandidateScores Scores(ModelPackage package, IReadOnlyList<double> logits, ImmutableArray<string> cut = default)
    {
        if (logits.Any(logit => !double.IsFinite(logit)))
            throw new TrainingDataException($"The package {package.Version} answers with something that is no number.");
        return Scores(package, logits, [.. logits.Select(package.Manifest.Calibration.Apply)], cut);
    }

    /// <summary>Scores of probabilities, with the thresholds that hold among them.</summary>
    public static CandidateScores Scores(ModelPackage package, IReadOnlyList<double> logits, IReadOnlyList<double> probabilities, ImmutableArray<string> cut)
    {
        var thresholds = package.Manifest.ThresholdsAmong(probabilities);
        return new CandidateScores(
            [.. logits.Select((logit, i) => new MedicationScore(package.Manifest.Candidates[i], probabilities[i], logit, thresholds[i]))], package.Version)
        {
            Cut = cut.IsDefault ? [] : cut,
        };
    }
}
