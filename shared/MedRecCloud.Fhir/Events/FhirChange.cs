using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Events;

/// <summary>One Encounter or DocumentReference that an event says was created, changed or deleted.</summary>
/// <param name="Server">Account or base URL the event names; null when it names none.</param>
/// <param name="Resource">With the version the event speaks of, when it names one.</param>
/// <param name="IsDeletion">The event says that it was deleted. Events come in any order, so the server is asked all the same.</param>
public sealed record FhirChange(string? Server, ResourceKey Resource, bool IsDeletion);
