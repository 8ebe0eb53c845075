namespace MedRecCloud.Fhir.Bulk;

/// <summary>A file of an export.</summary>
/// <param name="Kind">output, deleted or error, as the manifest lists it.</param>
/// <param name="Type">Resource type of its lines, as stated.</param>
/// <param name="Count">Resources in it; null when the server does not say.</param>
/// <param name="RequiresToken">It is fetched with the server's access token, and otherwise without any.</param>
public sealed record BulkFile(string Kind, string Type, Uri Url, long? Count, bool RequiresToken)
{
    public const string Output = "output", Deleted = "deleted", Error = "error";
}
