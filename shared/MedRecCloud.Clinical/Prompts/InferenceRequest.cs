using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// The claim check (<c>requests/{encounter}/{key}.json</c>): all the worker needs to score, review and write one encounter. Holds PHI, so it never leaves blob storage.
/// </summary>
public sealed record InferenceRequest
{
    public required string Server { get; init; }

    public required ResourceKey Encounter { get; init; }

    /// <summary>SHA-256 (hex) of the content that matters, without versions and read times: an identical re-PUT has the same.</summary>
    public required string ContextHash { get; init; }

    /// <summary>When the context was read (for resources carried in a message: their newest lastUpdated). Only a newer one replaces an older outcome.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required ClinicalContext Context { get; init; }

    public required Prompt Prompt { get; init; }

    /// <summary>Id of the cohort it belongs to; null for a live event.</summary>
    public string? Cohort { get; init; }
}
