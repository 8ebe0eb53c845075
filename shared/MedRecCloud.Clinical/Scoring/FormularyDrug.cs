using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>One drug of a formulary.</summary>
/// <param name="Name">Ingredient name, lower case.</param>
/// <param name="RxNorm">RxCUI of the ingredient, when known.</param>
/// <param name="Atc">ATC level-5 codes.</param>
/// <param name="Group">Drug group whose adapter scores it; null when the model has one adapter or none.</param>
public sealed record FormularyDrug(string Name, string? RxNorm, ImmutableArray<string> Atc, string? Group = null);
