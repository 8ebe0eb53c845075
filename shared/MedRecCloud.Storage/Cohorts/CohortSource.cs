using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Where a cohort's encounters come from; exactly one of the four.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CohortSource
{
    /// <summary>A folder of bulk-export NDJSON, where the planner may read folders (never in the cloud).</summary>
    public string? Folder { get; init; }

    /// <summary>Bulk-export NDJSON in the cohort's storage account: <c>{container}/{prefix}</c>.</summary>
    public string? Blobs { get; init; }

    /// <summary>Id of a Group on the FHIR server, whose <c>$export</c> is run first.</summary>
    public string? Group { get; init; }

    /// <summary>Literal references, read from the FHIR server.</summary>
    public ImmutableArray<string> Encounters { get; init; } = [];

    internal int Kinds => new[] { Folder, Blobs, Group }.Count(place => !string.IsNullOrEmpty(place)) + (Encounters.IsDefaultOrEmpty ? 0 : 1);
}
