namespace MedRecCloud.Intake.Cohorts;

/// <summary>How cohorts are planned.</summary>
public sealed class CohortOptions
{
    public const string Section = "Cohorts";

    /// <summary>True where a manifest may name a folder of this machine. Default false: in the cloud that would read the host's own files.</summary>
    public bool AllowFolders { get; set; }

    /// <summary>How long a FHIR server may take for <c>Group/{id}/$export</c>, fetching included. Default 1 day.</summary>
    public TimeSpan ExportPatience { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Where an export is grouped by patient; it needs about the export's uncompressed size. Default: the system's temporary path.</summary>
    public string ScratchFolder { get; set; } = Path.GetTempPath();
}
