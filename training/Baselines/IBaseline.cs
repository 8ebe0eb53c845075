using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Baselines;

/// <summary>A conventional method that is fitted here and now, in the form of every other model.</summary>
internal interface IBaseline
{
    string Name { get; }

    /// <summary>Learns from the training samples; thresholds come from validation alone.</summary>
    IRecommender Fit(BaselineData data);
}

/// <summary>What a baseline may learn from.</summary>
/// <param name="Train">Encounters without orders included.</param>
/// <param name="Drugs">The drugs to score.</param>
internal sealed record BaselineData(ImmutableArray<Sample> Train, ImmutableArray<Sample> Validation, ImmutableArray<string> Drugs, int Seed)
{
    /// <summary>Training encounters with at least one order.</summary>
    public IEnumerable<Sample> WithOrders => Train.Where(sample => !sample.Labels.IsEmpty);
}
