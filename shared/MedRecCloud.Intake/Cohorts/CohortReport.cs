using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary><c>report.json</c>. Holds ids of failed encounters, so it is patient data.</summary>
internal sealed record CohortReport
{
    public required string Id { get; init; }

    public string? Tenant { get; init; }

    /// <summary>Parts it was made from; more mean that it is out of date.</summary>
    public required int Parts { get; init; }

    public required int Planned { get; init; }

    public required int Scored { get; init; }

    public required int Abstained { get; init; }

    public required int Failed { get; init; }

    /// <summary>Encounters by name@version of the model that answered.</summary>
    public required ImmutableSortedDictionary<string, int> Models { get; init; }

    public required Quality Quality { get; init; }

    public required ImmutableArray<DrugCount> Drugs { get; init; }

    public required ImmutableArray<Subgroup> Subgroups { get; init; }

    /// <summary>Findings of the safety review: <c>{severity}:{rule}</c>, <c>rejected:</c> before it where the drug was taken out.</summary>
    public required ImmutableSortedDictionary<string, int> Findings { get; init; }

    public required ImmutableSortedDictionary<string, int> Abstentions { get; init; }

    public required ImmutableSortedDictionary<string, int> Failures { get; init; }

    /// <summary>Which encounters failed; at most 10,000.</summary>
    public required ImmutableArray<FailedEncounter> FailedEncounters { get; init; }

    /// <summary>What of the source was left out, by reason.</summary>
    public required ImmutableSortedDictionary<string, long> Problems { get; init; }

    /// <summary>Null where the manifest names no earlier cohort.</summary>
    public CohortDifference? Difference { get; init; }

    /// <param name="Proposed">Encounters it was proposed in.</param>
    /// <param name="Ordered">Encounters it was ordered in.</param>
    /// <param name="Both">Encounters with both.</param>
    internal sealed record DrugCount(string Drug, int Proposed, int Ordered, int Both);

    /// <param name="By">sex, age or class.</param>
    internal sealed record Subgroup(string By, string Value, Quality Quality);

    internal sealed record FailedEncounter(string Encounter, string Reason);
}
