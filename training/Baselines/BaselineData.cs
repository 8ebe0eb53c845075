using System.Collections.Immutable;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Baselines;

/// <summary>What a baseline may learn from.</summary>
/// <param name="Train">Encounters without orders included.</param>
/// <param name="Drugs">The drugs to score.</param>
internal sealed record BaselineData(ImmutableArray<Sample> Train, ImmutableArray<Sample> Validation, ImmutableArray<string> Drugs, int Seed)
{
    /// <summary>Training encounters with at least one order.</summary>
    public IEnumerable<Sample> WithOrders => Train.Where(sample => !sample.Labels.IsEmpty);

    /// <summary>What tunes thresholds: the validation part, or the training part where none of the drugs is ordered in it.</summary>
    public ImmutableArray<Sample> Tuning => Validation.Any(sample => sample.Labels.Any(name => Drugs.Contains(name))) ? Validation : Train;
}
