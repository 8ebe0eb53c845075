namespace MedRecCloud.Storage.Cohorts;

/// <summary>
/// <c>models.json</c>: the packages that score a cohort, from its first shard to its last, whatever serves live requests or is newest by then. Written by the first worker that finds them.
/// </summary>
/// <param name="Models">NAME@VERSION of each of <see cref="CohortManifest.Wishes"/>; null where there is none yet.</param>
public sealed record CohortModelsFile(IReadOnlyList<string?> Models);
