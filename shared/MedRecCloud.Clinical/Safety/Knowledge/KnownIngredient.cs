using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>An ingredient of the knowledge file.</summary>
/// <param name="Rxnorm">RxCUI of the ingredient.</param>
/// <param name="Atc">ATC level-5 codes, most usual first.</param>
/// <param name="Classes">Pharmacological classes the rules speak of.</param>
/// <param name="Synonyms">Other names: brands, salts, names of other countries.</param>
public sealed record KnownIngredient(string Name, string? Rxnorm, ImmutableArray<string> Atc, ImmutableArray<string> Classes, ImmutableArray<string> Synonyms)
{
    public ImmutableArray<string> Atc { get; } = Atc.IsDefault ? [] : Atc;

    public ImmutableArray<string> Classes { get; } = Classes.IsDefault ? [] : Classes;

    /// <summary>What rules may call it by: its name, or <c>class:</c> and one of its classes.</summary>
    internal FrozenSet<string> Selectors { get; } = Classes.IsDefault ? [Name] : [Name, .. Classes.Select(name => "class:" + name)];

    public ImmutableArray<string> Synonyms { get; } = Synonyms.IsDefault ? [] : Synonyms;
}
