namespace MedRecCloud.Fhir.Reading;

/// <summary>Version ids are opaque in FHIR; nearly all servers count, so two numbers are compared as numbers, and nothing else is.</summary>
internal static class ResourceVersion
{
    /// <summary>Less than, equal to or greater than 0; 0 where the two cannot be compared.</summary>
    public static int Compare(string? left, string? right) =>
        long.TryParse(left, out var a) && long.TryParse(right, out var b) ? a.CompareTo(b) : 0;
}
