using System.Collections.Immutable;
using MedRecCloud.Fhir.Bulk;

namespace MedRecCloud.Intake.Cohorts;

/// <summary><c>export.json</c>: how far the <c>$export</c> of a cohort's source is. Whoever plans goes on from here; its URLs may be keys, so it is kept with the patient data.</summary>
internal sealed record ExportState
{
    /// <summary>From 1; an export that the server has forgotten is asked for again.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it was first asked for.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>Where to look; null before the kick-off.</summary>
    public Uri? Status { get; init; }

    /// <summary>The server's words on how far it is, or why it does not answer.</summary>
    public string? Progress { get; init; }

    /// <summary>When the server may remove the files.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What there is to fetch; null while it is being made.</summary>
    public ImmutableArray<BulkFile>? Files { get; init; }

    /// <summary>How many of them are here.</summary>
    public int Fetched { get; init; }

    /// <summary>The server was told that it may remove them.</summary>
    public bool IsReleased { get; init; }

    /// <summary>What was fetched is removed again.</summary>
    public bool IsCleared { get; init; }

    /// <summary>For <c>progress.json</c>.</summary>
    public string Words() => Files is { } files ? $"{Fetched} of {files.Length} files fetched" : Progress ?? (Status is null ? "asked for" : "in work");
}
