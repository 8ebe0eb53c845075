using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MedRecCloud.Intake.Cohorts;

/// <summary><c>plan.json</c>: how far the planner is. Written after each shard; a planner that died goes on behind the last one.</summary>
internal sealed record CohortPlan
{
    public required DateTimeOffset Started { get; init; }

    /// <summary>Shards written and sent.</summary>
    public int Shards { get; init; }

    /// <summary>Encounters in them.</summary>
    public int Encounters { get; init; }

    /// <summary>Models that score each encounter.</summary>
    public int Models { get; init; } = 1;

    /// <summary>Results to come: an encounter has one of each model.</summary>
    [JsonIgnore]
    public int Results => Encounters * Models;

    /// <summary>Shards behind those that hold failed encounters once more.</summary>
    public int Redriven { get; init; }

    /// <summary>When all was planned; null while it is not.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Why the manifest cannot be used.</summary>
    public string? Refused { get; init; }

    /// <summary>Why planning stopped before its end; it is tried again.</summary>
    public string? Trouble { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? Troubled { get; init; }

    /// <summary>How the shards are cut: <see cref="ShardChunks.Rule"/> of the build that began; 0 where none has, or one that did not say.</summary>
    public int Rule { get; init; }

    /// <summary>What is cut, as a hash: the manifest, and the names and lengths of the export's files.</summary>
    public string? Source { get; init; }

    /// <summary>What of the source was left out, by reason; counts alone.</summary>
    public ImmutableSortedDictionary<string, long> Problems { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}
