namespace MedRecCloud.Fhir.Notes;

/// <summary>A media type without its parameters, lower case, and its charset (RFC 2045, 5.1).</summary>
internal readonly record struct MediaType(string Name, string? Charset)
{
    public static MediaType Parse(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType)) return new MediaType("", null);
        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        var charset = parts.Skip(1).FirstOrDefault(part => part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return new MediaType(parts[0].ToLowerInvariant(), charset?[8..].Trim('"', ' '));
    }
}
