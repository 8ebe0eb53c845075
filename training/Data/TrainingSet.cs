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
    TrainingProvenance Provenance);
