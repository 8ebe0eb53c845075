using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Learning;

/// <summary>What is decided on validation encounters alone: when to stop, the calibration, the thresholds.</summary>
/// <param name="samples">At least one of them with an order; see <see cref="Of"/>.</param>
/// <param name="most">Encounters looked at while training: all with orders come first.</param>
internal sealed class ValidationSet(IReadOnlyList<Sample> samples, int most)
{
    /// <summary>
    /// The validation part; where none of the formulary's drugs is ordered in it, the training part, which flatters what is decided on it
    /// (<see cref="TrainingSet.IsTunedOnTraining"/>).
    /// </summary>
    /// <exception cref="TrainingDataException">None of them is ordered in the training part either.</exception>
    public static ValidationSet Of(TrainingSet set, int most)
    {
        if (!set.IsTunedOnTraining)
            return new ValidationSet(set.Validation, most);
        return set.Orders(set.Train) ? new ValidationSet(set.Train, most)
            : throw new TrainingDataException($"None of the model's {set.Formulary.Drugs.Length} drugs is ordered in the training data: they are not the data for this model.");
    }

    private readonly Sample[] _during = [.. samples.Where(sample => !sample.Labels.IsEmpty).Take(most * 2 / 3).Concat(samples.Where(sample => sample.Labels.IsEmpty).Take(most / 3))];

    /// <summary>
    /// Mean Jaccard over encounters that ordered one of the scorer's drugs, at the one threshold that suits best: what early stopping raises. Null where none did, as it
    /// happens with a small group of rare drugs: there is nothing to stop by.
    /// </summary>
    public double? Score(ITorchScorer scorer)
    {
        var scores = Of(_during, scorer).With(Sigmoid);
        if (!scores.Truth.Any(truth => truth.Contains(true)))
            return null;
        var threshold = ThresholdTuner.Global(scores, ThresholdRule.OfModels);
        return Enumerable.Range(0, scores.Truth.Count).Where(i => scores.Truth[i].Contains(true)).Average(i =>
        {
            var predicted = scores.Probabilities[i].Select(probability => probability >= ThresholdRule.OfModels.Least(threshold, scores.Best[i])).ToArray();
            var hits = predicted.Zip(scores.Truth[i]).Count(pair => pair is (true, true));
            return new SetCounts(hits, predicted.Count(yes => yes), scores.Truth[i].Count(yes => yes) + scores.Missing[i]).Jaccard;
        });
    }

    /// <summary>Calibration and thresholds from every validation encounter.</summary>
    /// <exception cref="TrainingStoppedException">The model diverged, or the encounters order all drugs or none.</exception>
    public (Calibration Calibration, ImmutableArray<double> Thresholds) Tune(ITorchScorer scorer)
    {
        var logits = Of(samples, scorer);
        var calibration = Calibrated(logits);
        var scores = logits.With(calibration.Apply);
        var threshold = ThresholdTuner.Steady(scores, ThresholdRule.OfModels, [.. samples.Select(sample => sample.PatientKey)], seed: 0);
        return (calibration, ThresholdTuner.PerDrug(scores, ThresholdRule.OfModels, threshold));
    }

    private static Calibration Calibrated(ValidationScores logits)
    {
        try
        {
            return Calibrator.Fit(logits);
        }
        catch (ArgumentException error)
        {
            throw new TrainingStoppedException($"The trained model cannot be calibrated. {error.Message}", error);
        }
    }

    private static ValidationScores Of(IReadOnlyList<Sample> samples, ITorchScorer scorer) =>
        ValidationScores.Of(samples.Zip(scorer.Logits(samples), (sample, logits) => (sample, (IReadOnlyList<double>)logits)), scorer.Drugs);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
