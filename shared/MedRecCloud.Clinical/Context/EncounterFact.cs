using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>An encounter: this one, or an earlier one of the same patient.</summary>
/// <param name="Status">FHIR encounter status, e.g. in-progress, finished, cancelled, entered-in-error.</param>
/// <param name="Class">v3-ActCode class code, e.g. AMB, IMP, EMER; empty when missing.</param>
public sealed record EncounterFact(
    ResourceKey Source,
    string Status,
    string Class,
    ImmutableArray<Coding> Types,
    ImmutableArray<Coding> Reasons,
    DateTimeOffset? Start,
    DateTimeOffset? End)
{
    /// <summary>Type and reason as one string: two visits with the same value are "of the same kind" for a drug's history.</summary>
    public string Kind => $"{(Types.IsDefaultOrEmpty ? "" : Types[0].Code)}|{(Reasons.IsDefaultOrEmpty ? "" : Reasons[0].Code)}";
}
