using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>One model's part of a <see cref="CohortReport"/>.</summary>
internal sealed record CohortRun
{
    /// <summary>The model as the manifest names it; null where it names one or none.</summary>
    public string? Model { get; init; }

    public required int Scored { get; init; }

    public required int Abstained { get; init; }

    public required int Failed { get; init; }

    /// <summary>Encounters by name@version of the model that answered.</summary>
    public required ImmutableSortedDictionary<string, int> Answered { get; init; }

    public required Quality Quality { get; init; }

    public required ImmutableArray<DrugCount> Drugs { get; init; }

    public required ImmutableArray<Subgroup> Subgroups { get; init; }

    /// <summary>Findings of the safety review: <c>{severity}:{rule}</c>, <c>rejected:</c> before it where the drug was taken out.</summary>
    public required ImmutableSortedDictionary<string, int> Findings { get; init; }

    public required ImmutableSortedDictionary<string, int> Abstentions { get; init; }

    public required ImmutableSortedDictionary<string, int> Failures { get; init; }

    /// <summary>Against the earlier cohort that the manifest names, and against the cohort's first model.</summary>
    public required ImmutableArray<CohortDifference> Differences { get; init; }

    /// <param name="Proposed">Encounters it was proposed in.</param>
    /// <param name="Ordered">Encounters it was ordered in.</param>
    /// <param name="Both">Encounters with both.</param>
    internal sealed record DrugCount(string Drug, int Proposed, int Ordered, int Both);

    /// <param name="By">sex, age or class.</param>
    internal sealed record Subgroup(string By, string Value, Quality Quality);
}
