namespace MedRecCloud.Storage.Cohorts;

/// <summary>A file of a cohort, as a listing shows it.</summary>
/// <param name="Name">Its blob name, <c>{id}/…</c>.</param>
/// <param name="Modified">When it was written; whole seconds.</param>
/// <param name="Figures">The counts its writer put beside it; none of them names a person.</param>
/// <param name="Length">Its bytes.</param>
public sealed record CohortFile(string Name, DateTimeOffset Modified, IReadOnlyDictionary<string, string> Figures, long Length = 0);
