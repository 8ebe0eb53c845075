using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Training.Data;

/// <summary>Samples divided for training, the formulary built from the training part, and where it all came from.</summary>
/// <param name="Train">Encounters without orders included: they teach "nothing".</param>
/// <param name="SplitName">How the parts were made, e.g. <c>patients 70/10/20, seed 0</c>.</param>
/// <param name="Provenance">Data sets with checksums, dropped rows and configuration hash, for the model's manifest.</param>
internal sealed record TrainingSet(
    ImmutableArray<Sample> Train,
    ImmutableArray<Sample> Validation,
    ImmutableArray<Sample> Test,
    Formulary Formulary,
    string SplitName,
    ImmutableArray<CohortReport> Provenance);
