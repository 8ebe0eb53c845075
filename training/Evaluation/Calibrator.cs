using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Training.Evaluation;

/// <summary>Platt scaling: fits p = sigmoid(slope · logit + intercept) to validation pairs by Newton's method, with Platt's smoothed targets (Platt 1999; Lin, Lin and Weng 2007).</summary>
internal static class Calibrator
{
    private const int MostSteps = 100;
    private const double Enough = 1e-9, Ridge = 1e-6;

    /// <param name="logits">Validation scores whose <see cref="ValidationScores.Probabilities"/> are raw logits.</param>
    /// <exception cref="ArgumentException">A logit is not a number, or all pairs have the same answer.</exception>
    public static Calibration Fit(ValidationScores logits)
    {
        var (x, isTrue) = (logits.Probabilities.SelectMany(own => own).ToArray(), logits.Truth.SelectMany(own => own).ToArray());
        if (x.Any(double.IsNaN))
            throw new ArgumentException("A logit is not a number; the model diverged.", nameof(logits));
        var positives = isTrue.Count(answer => answer);
        if (positives == 0 || positives == x.Length)
            throw new ArgumentException("Calibration needs drugs that were ordered and drugs that were not.", nameof(logits));
        var (high, low) = ((positives + 1.0) / (positives + 2), 1.0 / (x.Length - positives + 2));
        var (slope, intercept) = (1.0, 0.0);
        var loss = Loss(x, isTrue, high, low, slope, intercept);
        for (var step = 0; step < MostSteps; step++)
        {
            var (ds, di) = Direction(x, isTrue, high, low, slope, intercept);
            var size = 1.0;
            double next;
            while ((next = Loss(x, isTrue, high, low, slope + size * ds, intercept + size * di)) > loss && size > 1e-10)
                size /= 2;
            if (loss - next < Enough * x.Length)
                break;
            (slope, intercept, loss) = (slope + size * ds, intercept + size * di, next);
        }
        return new Calibration(slope, intercept);
    }

    private static (double Slope, double Intercept) Direction(double[] x, bool[] isTrue, double high, double low, double slope, double intercept)
    {
        var (gs, gi, ss, si, ii) = (0.0, 0.0, Ridge, 0.0, Ridge);
        for (var i = 0; i < x.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-(slope * x[i] + intercept)));
            var (error, weight) = (p - (isTrue[i] ? high : low), p * (1 - p));
            (gs, gi, ss, si, ii) = (gs + error * x[i], gi + error, ss + weight * x[i] * x[i], si + weight * x[i], ii + weight);
        }
        var determinant = ss * ii - si * si;
        return (-(ii * gs - si * gi) / determinant, -(ss * gi - si * gs) / determinant);
    }

    private static double Loss(double[] x, bool[] isTrue, double high, double low, double slope, double intercept)
    {
        var loss = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var (z, target) = (slope * x[i] + intercept, isTrue[i] ? high : low);
            loss += Math.Max(z, 0) - z * target + Math.Log(1 + Math.Exp(-Math.Abs(z)));
        }
        return loss;
    }
}
