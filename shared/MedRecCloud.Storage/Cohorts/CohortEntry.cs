using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>One encounter of a shard: its request, or why there is none. Holds PHI.</summary>
public sealed record CohortEntry
{
    /// <summary>The encounter's id.</summary>
    public required string Encounter { get; init; }

    /// <summary>The patient's id; empty where the encounter names none.</summary>
    public required string Patient { get; init; }

    /// <summary>Ingredients truly ordered, in ordinal order; empty when nothing was.</summary>
    public ImmutableArray<string> Orders { get; init; } = [];

    /// <summary>Why it cannot be scored, as a kebab-case word.</summary>
    public string? Failed { get; init; }

    /// <summary>Null when <see cref="Failed"/> says why.</summary>
    public InferenceRequest? Request { get; init; }
}
