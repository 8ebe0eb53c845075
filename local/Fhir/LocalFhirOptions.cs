namespace MedRecCloud.Local.Fhir;

/// <summary>What the local FHIR server serves and where.</summary>
public sealed record LocalFhirOptions
{
    /// <summary>A bulk-export folder: every <c>*.ndjson</c> and <c>*.ndjson.gz</c> in it. Null: the server starts empty.</summary>
    public string? ExportFolder { get; init; }

    /// <summary>Where changes and the unpacked export are kept. Null: changes are forgotten at the end and the unpacked export lies in the temporary folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How long the files of a bulk export can be fetched. Default 1 hour.</summary>
    public TimeSpan ExportLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }
}
