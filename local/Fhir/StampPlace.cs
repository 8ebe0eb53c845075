namespace MedRecCloud.Local.Fhir;

/// <summary>
/// Where versionId and lastUpdated are written into a resource as it is sent out: exports seldom hold them, a FHIR server always states them.
/// </summary>
/// <param name="At">Byte position; -1 when both stand there already.</param>
/// <param name="WithMeta">The resource has no <c>meta</c>: one is written.</param>
/// <param name="Version">versionId is missing.</param>
/// <param name="LastUpdated">lastUpdated is missing.</param>
/// <param name="CommaAfter">Something follows.</param>
internal readonly record struct StampPlace(int At, bool WithMeta, bool Version, bool LastUpdated, bool CommaAfter)
{
    public static StampPlace Of(ResourceHead head, ReadOnlySpan<byte> json)
    {
        var (version, lastUpdated) = (head.Version is null, head.LastUpdated is null);
        if (!version && !lastUpdated) return new(-1, false, false, false, false);
        return head.MetaAt >= 0 ? new(head.MetaAt, false, version, lastUpdated, !head.MetaIsEmpty) : new(json.IndexOf((byte)'{') + 1, true, true, true, true);
    }
}
