namespace MedRecCloud.Local.Fhir;

/// <summary>One version of a resource: where its bytes lie, and what must be written into them.</summary>
/// <param name="Bytes">The JSON, for what was written here; null for what lies in the export.</param>
/// <param name="Offset">Place in the unpacked export.</param>
/// <param name="Length">Length there; 0 for a deletion.</param>
internal sealed record StoredVersion(int Version, DateTimeOffset LastUpdated, byte[]? Bytes, long Offset, int Length, StampPlace Stamp)
{
    public bool IsDeleted => Bytes is null && Length == 0;
}
