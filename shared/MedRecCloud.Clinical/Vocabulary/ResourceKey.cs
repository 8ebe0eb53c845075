namespace MedRecCloud.Clinical.Vocabulary;

/// <summary>
/// Names one FHIR resource, with its version where known: <c>Encounter/123/_history/2</c> (R4, 2.3.0.2 literal references).
/// </summary>
public sealed record ResourceKey
{
    /// <exception cref="ArgumentException">The type or an id is not one that FHIR allows (id: <c>[A-Za-z0-9\-\.]{1,64}</c>).</exception>
    public ResourceKey(string type, string id, string? version = null)
    {
        if (!IsType(type)) throw new ArgumentException("A FHIR resource type is made of letters only.", nameof(type));
        if (!IsId(id)) throw new ArgumentException("A FHIR id is 1 to 64 letters, digits, '-' or '.'.", nameof(id));
        if (version is not null && !IsId(version)) throw new ArgumentException("A FHIR version id is 1 to 64 letters, digits, '-' or '.'.", nameof(version));
        (Type, Id, Version) = (type, id, version);
    }

    public string Type { get; }

    public string Id { get; }

    /// <summary>The version id, or null for "whatever is current".</summary>
    public string? Version { get; }

    /// <summary>The same resource without a version: <c>Encounter/123</c>.</summary>
    public string Unversioned => $"{Type}/{Id}";

    public override string ToString() => Version is null ? Unversioned : $"{Unversioned}/_history/{Version}";

    /// <summary>Reads the last two or four segments of a relative or absolute literal reference; null when it is none.</summary>
    public static ResourceKey? TryParse(string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var parts = reference.Split('/');
        var (type, id, version) = parts.Length >= 4 && parts[^2] == "_history"
            ? (parts[^4], parts[^3], parts[^1])
            : parts.Length >= 2 ? (parts[^2], parts[^1], null) : ("", "", (string?)null);
        return IsType(type) && IsId(id) && (version is null || IsId(version)) ? new ResourceKey(type, id, version) : null;
    }

    /// <summary>True for 1 to 64 ASCII letters, digits, '-' and '.' (R4, 2.24.0.1 <c>id</c>).</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && id is not ("." or "..");

    private static bool IsType(string? type) => type is { Length: > 0 and <= 64 } && type.All(char.IsAsciiLetter);
}
