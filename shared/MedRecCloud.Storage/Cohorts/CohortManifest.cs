using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage.Cohorts;

/// <summary><c>manifest.json</c>: what is scored, by what.</summary>
public sealed record CohortManifest
{
    public required CohortSource Source { get; init; }

    /// <summary>Name of the FHIR server in the configuration. Default: the default server.</summary>
    public string Server { get; init; } = RequestKey.DefaultServer;

    /// <summary>Name of the model package. Default: the one that answers live requests.</summary>
    public string? Model { get; init; }

    /// <summary>Its version. Default: the current or newest.</summary>
    public string? Version { get; init; }

    /// <summary>Decision thresholds in place of the package's own, by ingredient, 0 to 1.</summary>
    public ImmutableSortedDictionary<string, double> Thresholds { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The only ingredients that may be proposed; empty: all that the model knows.</summary>
    public ImmutableArray<string> Formulary { get; init; } = [];

    /// <summary>Whose cohort it is; copied into progress and report.</summary>
    public string? Tenant { get; init; }

    /// <summary>Version of the prompt template. Default: the intake's.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>An earlier cohort that the report compares with.</summary>
    public string? Against { get; init; }

    /// <summary>Encounters a shard. Default 200.</summary>
    public int ShardSize { get; init; } = 200;

    /// <exception cref="InvalidDataException">It cannot be used; the message says why, in words fit for <c>progress.json</c>.</exception>
    public static CohortManifest Read(ReadOnlySpan<byte> json)
    {
        CohortManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<CohortManifest>(json, ClinicalJson.Options) ?? throw new InvalidDataException("The manifest is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"The manifest is no JSON of the form in docs/cohorts.md (line {error.LineNumber + 1}, {(error.Path is { Length: > 0 } path ? path : "$")}).");
        }

        return manifest.Problem() is { } problem ? throw new InvalidDataException(problem) : manifest;
    }

    private string? Problem() => this switch
    {
        { Source: null } => "The manifest names no source.",
        { Source.Kinds: not 1 } => "The source must be exactly one of folder, blobs and encounters.",
        { ShardSize: < 1 or > 5000 } => "shardSize must be between 1 and 5000.",
        { Model: null, Version: not null } => "The manifest names a version and no model.",
        { PromptTemplate: { } template } when PromptTemplates.All.All(known => known.Version != template) => "The manifest names an unknown promptTemplate.",
        _ when Thresholds.Values.Any(threshold => threshold is not (>= 0 and <= 1)) => "Thresholds lie between 0 and 1.",
        _ when !Source.Encounters.IsDefaultOrEmpty && Source.Encounters.Any(literal => ResourceKey.TryParse(literal) is not { Type: "Encounter" }) =>
            "source.encounters holds something that is no reference to an Encounter.",
        _ => null,
    };
}

/// <summary>Where a cohort's encounters come from; exactly one of the three.</summary>
public sealed record CohortSource
{
    /// <summary>A folder of bulk-export NDJSON, where the planner may read folders (never in the cloud).</summary>
    public string? Folder { get; init; }

    /// <summary>Bulk-export NDJSON in the cohort's storage account: <c>{container}/{prefix}</c>.</summary>
    public string? Blobs { get; init; }

    /// <summary>Literal references, read from the FHIR server.</summary>
    public ImmutableArray<string> Encounters { get; init; } = [];

    internal int Kinds => (string.IsNullOrEmpty(Folder) ? 0 : 1) + (string.IsNullOrEmpty(Blobs) ? 0 : 1) + (Encounters.IsDefaultOrEmpty ? 0 : 1);
}
