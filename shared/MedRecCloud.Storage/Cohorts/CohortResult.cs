using System.Collections.Immutable;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>A line of <c>results/part-*.ndjson</c>: what became of one encounter. Holds ids and drugs of a patient: PHI.</summary>
public sealed record CohortResult
{
    public required string Encounter { get; init; }

    public required string Patient { get; init; }

    /// <summary>proposed, abstained or failed.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, for the latter two, as a kebab-case word.</summary>
    public string? Reason { get; init; }

    /// <summary>Proposed drugs, most probable first; probabilities to four decimals, so that the way patients were batched does not show.</summary>
    public ImmutableArray<ProposedDrug> Drugs { get; init; } = [];

    /// <summary>Ingredients truly ordered.</summary>
    public ImmutableArray<string> Orders { get; init; } = [];

    /// <summary>Rules of the safety review that spoke, each once for every finding: <c>{severity}:{rule}</c>, with <c>rejected:</c> before it where it took a drug out.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    public int? Age { get; init; }

    public string? Sex { get; init; }

    /// <summary>The encounter's class, e.g. AMB.</summary>
    public string? Class { get; init; }

    /// <summary>The model asked for, as the manifest's <c>models</c> names it; null where the manifest names one model or none.</summary>
    public string? Asked { get; init; }

    /// <summary>name@version of the model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>Why another model than the one asked for answered.</summary>
    public string? Degraded { get; init; }
}
