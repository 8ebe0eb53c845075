using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Learning;

/// <summary>What is decided on validation encounters alone: when to stop, the calibration, the thresholds.</summary>
/// <param name="samples">The whole validation part; the training part where there is none.</param>
/// <param name="most">Encounters looked at while training: all with orders come first.</param>
internal sealed class ValidationSet(IReadOnlyList<Sample> samples, int most)
{
    private readonly Sample[] _during = [.. samples.Where(sample => !sample.Labels.IsEmpty).Take(most * 2 / 3).Concat(samples.Where(sample => sample.Labels.IsEmpty).Take(most / 3))];

    /// <summary>Mean Jaccard over encounters with orders, at the one threshold that suits best: what early stopping raises.</summary>
    public double Score(ITorchScorer scorer)
    {
        var scores = Of(_during, scorer).With(Sigmoid);
        var threshold = ThresholdTuner.Global(scores, ThresholdRule.OfModels);
        return Enumerable.Range(0, scores.Truth.Count).Where(i => scores.Truth[i].Contains(true)).Average(i =>
        {
            var predicted = scores.Probabilities[i].Select(probability => probability >= ThresholdRule.OfModels.Least(threshold, scores.Best[i])).ToArray();
            var hits = predicted.Zip(scores.Truth[i]).Count(pair => pair is (true, true));
            return new SetCounts(hits, predicted.Count(yes => yes), scores.Truth[i].Count(yes => yes) + scores.Missing[i]).Jaccard;
        });
    }

    /// <summary>Calibration and thresholds from every validation encounter.</summary>
    public (Calibration Calibration, ImmutableArray<double> Thresholds) Tune(ITorchScorer scorer)
    {
        var logits = Of(samples, scorer);
        var calibration = Calibrator.Fit(logits);
        var scores = logits.With(calibration.Apply);
        var threshold = ThresholdTuner.Steady(scores, ThresholdRule.OfModels, [.. samples.Select(sample => sample.PatientKey)], seed: 0);
        return (calibration, ThresholdTuner.PerDrug(scores, ThresholdRule.OfModels, threshold));
    }

    private static ValidationScores Of(IReadOnlyList<Sample> samples, ITorchScorer scorer) =>
        ValidationScores.Of(samples.Zip(scorer.Logits(samples), (sample, logits) => (sample, (IReadOnlyList<double>)logits)), scorer.Drugs);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
