namespace MedRecCloud.Local.Fhir;

/// <summary>The answer to one interaction, over HTTP or as an entry of a batch-response.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">JSON of the resource; empty when there is none.</param>
/// <param name="Location">Relative literal reference with version, for what was written.</param>
internal sealed record FhirReply(int Status, ReadOnlyMemory<byte> Body, string? Location = null, int? Version = null, DateTimeOffset? LastModified = null)
{
    /// <summary>Set when the body is not FHIR JSON: a Binary in its own type.</summary>
    public string? ContentType { get; init; }

    public string? ETag => Version is { } version ? $"W/\"{version}\"" : null;
}
