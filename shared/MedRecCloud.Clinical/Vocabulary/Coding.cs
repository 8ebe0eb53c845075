namespace MedRecCloud.Clinical.Vocabulary;

/// <summary>One code of one code system, as in FHIR's <c>Coding</c> (R4, 2.24.0.5).</summary>
/// <param name="System">The code system's canonical URL; see <see cref="CodeSystems"/>.</param>
/// <param name="Code">The code, exactly as received.</param>
/// <param name="Display">The human-readable name, when the sender gave one.</param>
public sealed record Coding(string System, string Code, string? Display = null);
