namespace MedRecCloud.Local.Fhir;

/// <summary>A version written here.</summary>
/// <param name="Bytes">The resource without line breaks; null for a deletion.</param>
internal sealed record OverlayChange(string Type, string Id, int Version, DateTimeOffset LastUpdated, byte[]? Bytes);
