using System.Collections.Immutable;

namespace MedRecCloud.Intake.Cohorts;

/// <summary><c>report.json</c>. Holds ids of failed encounters, so it is patient data.</summary>
internal sealed record CohortReport
{
    public required string Id { get; init; }

    public string? Tenant { get; init; }

    public required CohortAsked Asked { get; init; }

    /// <summary>Parts it was made from; more mean that it is out of date.</summary>
    public required int Parts { get; init; }

    /// <summary>Results asked for: encounters times models.</summary>
    public required int Planned { get; init; }

    public required int Encounters { get; init; }

    public required int Scored { get; init; }

    public required int Abstained { get; init; }

    public required int Failed { get; init; }

    /// <summary>Each model's results; the first is what the others are compared with.</summary>
    public required ImmutableArray<CohortRun> Runs { get; init; }

    /// <summary>Which encounters failed, with which model; at most 10,000.</summary>
    public required ImmutableArray<FailedEncounter> FailedEncounters { get; init; }

    /// <summary>What of the source was left out, by reason.</summary>
    public required ImmutableSortedDictionary<string, long> Problems { get; init; }

    internal sealed record FailedEncounter(string Encounter, string Reason, string? Model);
}
