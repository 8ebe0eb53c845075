using System.Text.Json;

namespace MedRecCloud.Fhir.Servers;

/// <summary>The answer to a read.</summary>
/// <param name="Resource">Null when there is none.</param>
/// <param name="IsGone">410: it was there and was deleted.</param>
public sealed record FhirRead(JsonDocument? Resource, bool IsGone);
