namespace MedRecCloud.Clinical.Prompts;

/// <summary>Body of a message on <c>inference-requests</c> or <c>cohort-requests</c>: names and hashes only, no PHI.</summary>
/// <param name="Server">Name of the FHIR server in the configuration.</param>
/// <param name="EncounterId">FHIR id of the encounter.</param>
/// <param name="Blob">Blob name of the <see cref="InferenceRequest"/> in its container.</param>
/// <param name="Key">Idempotency key of the request, also its MessageId.</param>
/// <param name="AsOf">See <see cref="InferenceRequest.AsOf"/>.</param>
/// <param name="Cohort">Id of the cohort; null for a live event.</param>
public sealed record ClaimCheck(string Server, string EncounterId, string Blob, string Key, string ContextHash, DateTimeOffset AsOf, string? Cohort = null);
