using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>A diagnosis or problem.</summary>
/// <param name="Encounter">Id of the encounter it was recorded in, when stated.</param>
/// <param name="ClinicalStatus">active, recurrence, relapse, inactive, remission, resolved; empty when missing.</param>
public sealed record ConditionFact(
    ResourceKey Source,
    ImmutableArray<Coding> Codes,
    string Text,
    string ClinicalStatus,
    DateTimeOffset? Onset,
    DateTimeOffset? Abatement,
    DateTimeOffset? Recorded,
    string? Encounter)
{
    /// <summary>True when it began before the moment and had not ended by then. A status alone is not trusted: it is as of the export.</summary>
    public bool IsActiveAt(DateTimeOffset moment) =>
        (Onset ?? Recorded ?? DateTimeOffset.MinValue) <= moment && (Abatement is null || Abatement > moment);
}
