using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>An encounter that a shard asks for.</summary>
public sealed record CohortEncounter
{
    public required string Id { get; init; }

    /// <summary>Why it cannot be scored, as a kebab-case word; null where the worker has yet to see.</summary>
    public string? Failed { get; init; }

    /// <summary>What was known at its start, where the planner read it from a FHIR server; null: the worker cuts it out of the patient's resources.</summary>
    public ClinicalContext? Context { get; init; }

    /// <summary>With <see cref="Context"/>: ingredients truly ordered, in ordinal order.</summary>
    public ImmutableArray<string> Orders { get; init; } = [];

    /// <summary>The models that score it, as the manifest names them; null: all of the manifest.</summary>
    public IReadOnlyList<string>? Models { get; init; }
}
