namespace MedRecCloud.Fhir.Servers;

/// <summary>A server's base URL, and what lies under it.</summary>
internal sealed class FhirBase(Uri url)
{
    /// <summary>With a slash at the end, so that relative URLs are added to it.</summary>
    public Uri Root { get; } = new(url.ToString().TrimEnd('/') + "/");

    /// <summary>True for the base itself (HAPI's pages are <c>base?_getpages=…</c>) and everything under it. Dot segments are resolved by <see cref="Uri"/> before.</summary>
    public bool Owns(Uri other) =>
        other.IsAbsoluteUri && other.Scheme == Root.Scheme && other.Authority.Equals(Root.Authority, StringComparison.OrdinalIgnoreCase) && other.UserInfo.Length == 0
        && (other.AbsolutePath + "/").StartsWith(Root.AbsolutePath, StringComparison.Ordinal);
}
