using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage.Cohorts;

/// <summary><c>manifest.json</c>: what is scored, by what. A member it does not know is refused: a misspelt threshold would otherwise change nothing, unseen.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CohortManifest
{
    private const int MostModels = 8;

    // The same drug with two thresholds would have one of them, unseen.
    private static readonly JsonSerializerOptions s_json = new(ClinicalJson.Options) { AllowDuplicateProperties = false };

    public required CohortSource Source { get; init; }

    /// <summary>Name of the FHIR server in the configuration. Default: the default server.</summary>
    public string Server { get; init; } = RequestKey.DefaultServer;

    /// <summary>Name of the model package. Default: the one that answers live requests.</summary>
    public string? Model { get; init; }

    /// <summary>Its version. Default: the current or newest.</summary>
    public string? Version { get; init; }

    /// <summary>Several models, as NAME or NAME@VERSION, in place of <see cref="Model"/>: each scores every encounter, and the report compares the others with the first.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Decision thresholds in place of the package's own, by ingredient in lower case, 0 to 1. What else the package's rule asks for (<c>shareOfBest</c>) stands.</summary>
    public ImmutableSortedDictionary<string, double> Thresholds { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The only ingredients that may be proposed, in lower case; empty: all that the model knows.</summary>
    public ImmutableArray<string> Formulary { get; init; } = [];

    /// <summary>Whose cohort it is; copied into progress and report.</summary>
    public string? Tenant { get; init; }

    /// <summary>True: the FHIR Bundle of every outcome is written too, to <c>proposals/part-*.ndjson</c>. Default false.</summary>
    public bool FhirProposals { get; init; }

    /// <summary>An earlier cohort that the report compares with.</summary>
    public string? Against { get; init; }

    /// <summary>Encounters a shard. Default 200.</summary>
    public int ShardSize { get; init; } = 200;

    /// <summary>What is asked for, at least one.</summary>
    [JsonIgnore]
    public ImmutableArray<ModelWish> Wishes =>
        Models.IsDefaultOrEmpty ? [Model is null ? ModelWish.Live : new ModelWish(Model, Version)] : [.. Models.Select(words => ModelWish.TryParse(words) ?? ModelWish.Live)];

    /// <exception cref="InvalidDataException">It cannot be used; the message says why, in words fit for <c>progress.json</c>.</exception>
    public static CohortManifest Read(ReadOnlySpan<byte> json)
    {
        CohortManifest manifest;
        // Editors of Windows begin a file with a byte order mark.
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) json = json[3..];
        try
        {
            manifest = JsonSerializer.Deserialize<CohortManifest>(json, s_json) ?? throw new InvalidDataException("The manifest is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"The manifest is no JSON of the form in docs/cohorts.md (line {error.LineNumber + 1}, {(error.Path is { Length: > 0 } path ? path : "$")}).");
        }

        return manifest.Problem() is { } problem ? throw new InvalidDataException(problem) : manifest.Spelt();
    }

    /// <summary>Names of drugs as the product writes them, and null as what it stands for.</summary>
    private CohortManifest Spelt() => this with
    {
        Server = Server ?? RequestKey.DefaultServer,
        Thresholds = Thresholds is null ? ImmutableSortedDictionary<string, double>.Empty
            : Thresholds.ToImmutableSortedDictionary(threshold => Spelt(threshold.Key), threshold => threshold.Value, StringComparer.Ordinal),
        Formulary = Formulary.IsDefaultOrEmpty ? [] : [.. Formulary.Select(Spelt).Distinct(StringComparer.Ordinal)],
    };

    private static string Spelt(string drug) => drug.Trim().ToLowerInvariant();

    private string? Problem() => this switch
    {
        { Source: null } => "The manifest names no source.",
        { Source.Kinds: not 1 } => "The source must be exactly one of folder, blobs, group and encounters.",
        { ShardSize: < 1 or > 5000 } => "shardSize must be between 1 and 5000.",
        { Model: null, Version: not null } => "The manifest names a version and no model.",
        { Model: not null, Models.IsDefaultOrEmpty: false } => "The manifest names both model and models.",
        { Source.Group: { Length: > 0 } group } when !ResourceKey.IsId(group) => "source.group is no id of a Group.",
        _ when !Models.IsDefaultOrEmpty && (Models.Length > MostModels || Models.Distinct(StringComparer.Ordinal).Count() < Models.Length || Models.Any(words => ModelWish.TryParse(words) is null)) =>
            $"models must be 1 to {MostModels} different names, each NAME or NAME@VERSION.",
        _ when Thresholds is not null && Thresholds.Values.Any(threshold => threshold is not (>= 0 and <= 1)) => "Thresholds lie between 0 and 1.",
        _ when Thresholds is not null && Thresholds.Keys.Select(Spelt).Distinct(StringComparer.Ordinal).Count() < Thresholds.Count => "thresholds names a drug twice.",
        _ when !Formulary.IsDefaultOrEmpty && Formulary.Any(string.IsNullOrWhiteSpace) => "formulary holds something that is no name of a drug.",
        { Against: { } against } when !CohortNames.IsId(against) => "against is no id of a cohort.",
        _ when !Source.Encounters.IsDefaultOrEmpty && Source.Encounters.Any(literal => ResourceKey.TryParse(literal) is not { Type: "Encounter" }) =>
            "source.encounters holds something that is no reference to an Encounter.",
        _ => null,
    };
}
