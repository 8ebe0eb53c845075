namespace MedRecCloud.Local.Stack;

/// <summary>What a local stack serves and where it keeps things.</summary>
/// <param name="DataFolder">State of broker, FHIR server and blob storage, and logs; made when it is not there.</param>
/// <param name="FhirFolder">Bulk export served as the FHIR account; null: the server starts empty.</param>
/// <param name="ModelFolder">Model packages; null: the shipped ones.</param>
/// <param name="AmqpPort">0 takes a free port, as for the others.</param>
internal sealed record StackOptions(string DataFolder, string? FhirFolder = null, string? ModelFolder = null, int AmqpPort = 0, int BlobPort = 0, int FhirPort = 0, int CdsPort = 0)
{
    /// <summary>Base URL of a FHIR server that the intake reads instead of the stack's own; further settings, as for its authentication, come from the environment. Null: its own.</summary>
    public string? FhirServer { get; init; }
}
