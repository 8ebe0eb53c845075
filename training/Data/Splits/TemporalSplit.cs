namespace MedRecCloud.Training.Data.Splits;

/// <summary>
/// By time: encounters before one date train, those up to a second validate, later ones test. Patients may stand on both sides, as they do where a model
/// trained on last year's patients serves this year's.
/// </summary>
internal sealed class TemporalSplit : ISplitRule
{
    private readonly double _train, _validation;

    /// <param name="train">Share of the encounters with orders, oldest first.</param>
    public TemporalSplit(double train = 0.7, double validation = 0.1) => (_train, _validation) = (train, validation);

    public string Name => FormattableString.Invariant($"temporal {100 * _train:0}/{100 * _validation:0}/{100 * (1 - _train - _validation):0}");

    public int? Seed => null;

    public IReadOnlyList<Split?> Divide(IReadOnlyList<Sample> samples)
    {
        var times = samples.Where(sample => !sample.Labels.IsEmpty).Select(sample => sample.PredictionTime).Order().ToList();
        if (times.Count == 0)
            return [.. samples.Select(_ => (Split?)null)];
        var (validation, test) = (At(times, _train), At(times, _train + _validation));
        return [.. samples.Select(sample => (Split?)(sample.PredictionTime < validation ? Split.Train : sample.PredictionTime < test ? Split.Validation : Split.Test))];
    }

    private static DateTimeOffset At(List<DateTimeOffset> times, double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
}
