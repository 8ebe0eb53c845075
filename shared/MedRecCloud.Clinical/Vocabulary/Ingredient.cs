using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Vocabulary;

/// <summary>
/// An active ingredient: what the models score and the safety checks reason about. Strength, salt, brand and pack are folded in.
/// </summary>
/// <param name="Name">The RxNorm ingredient name in lower case, the identity of the drug everywhere in the product.</param>
/// <param name="RxNorm">The RxCUI of the ingredient (term type IN), when known.</param>
/// <param name="Atc">ATC level-5 codes, most usual first; empty when none is known.</param>
public sealed record Ingredient(string Name, string? RxNorm, ImmutableArray<string> Atc);
