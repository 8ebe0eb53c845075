namespace MedRecCloud.Fhir.Context;

/// <summary>What a server knows about an encounter.</summary>
/// <param name="Record">The patient's record; null when the encounter is not there.</param>
/// <param name="IsGone">The encounter was there and was deleted (410).</param>
public sealed record ContextRead(PatientRecord? Record, bool IsGone);
