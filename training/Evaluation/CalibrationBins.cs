namespace MedRecCloud.Training.Evaluation;

/// <summary>Probabilities beside what came true, in equal-width bins over 0 to 1.</summary>
internal sealed class CalibrationBins
{
    public const int Bins = 20;
    private readonly double[] _probability = new double[Bins];
    private readonly double[] _positives = new double[Bins];
    private readonly double[] _count = new double[Bins];

    public void Add(double probability, bool isTrue)
    {
        var bin = Math.Clamp((int)(probability * Bins), 0, Bins - 1);
        _probability[bin] += probability;
        _positives[bin] += isTrue ? 1 : 0;
        _count[bin]++;
    }

    public void Add(CalibrationBins other)
    {
        for (var i = 0; i < Bins; i++)
        {
            _probability[i] += other._probability[i];
            _positives[i] += other._positives[i];
            _count[i] += other._count[i];
        }
    }

    /// <summary>Expected calibration error: |mean probability − share that came true|, weighted by the bins' sizes; 0 without data.</summary>
    public double Error => _count.Sum() is var total && total == 0 ? 0
        : Enumerable.Range(0, Bins).Sum(i => Math.Abs(_probability[i] - _positives[i])) / total;

    /// <summary>The bins that hold something: mean probability, share that came true, size.</summary>
    public IEnumerable<(double Probability, double Share, double Count)> Points() =>
        Enumerable.Range(0, Bins).Where(i => _count[i] > 0).Select(i => (_probability[i] / _count[i], _positives[i] / _count[i], _count[i]));
}
