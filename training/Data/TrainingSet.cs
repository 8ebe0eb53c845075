using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Training.Data;

/// <summary>Samples divided for training, the formulary built from the training part, and where it all came from (for the model's manifest).</summary>
/// <param name="Train">Encounters without orders included: they teach "nothing".</param>
internal sealed record TrainingSet(
    ImmutableArray<Sample> Train,
    ImmutableArray<Sample> Validation,
    ImmutableArray<Sample> Test,
    Formulary Formulary,
    TrainingProvenance Provenance)
{
    /// <summary>No drug of the formulary is ordered in the validation part, so that stopping, calibration and thresholds must be decided on the training part.</summary>
    public bool IsTunedOnTraining => !Orders(Validation);

    /// <summary>Nothing is ordered in the test part: the model will have no figures.</summary>
    public bool IsUntested => Test.All(sample => sample.Labels.IsEmpty);

    /// <summary>Whether a drug of the formulary is ordered in any of the samples.</summary>
    public bool Orders(IEnumerable<Sample> samples) => samples.Any(sample => sample.Labels.Any(name => Formulary.IndexOf(name) >= 0));
}
