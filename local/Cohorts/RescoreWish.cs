namespace MedRecCloud.Local.Cohorts;

/// <summary>What the command line asks to be scored again.</summary>
/// <param name="Source">A folder with a bulk export; with a group, what the local FHIR server serves.</param>
/// <param name="Group">Id of a Group whose <c>$export</c> is run first.</param>
/// <param name="Models">NAME or NAME@VERSION each; none: the model that answers live requests.</param>
/// <param name="Against">Id of an earlier cohort.</param>
/// <param name="FhirProposals">Write FHIR Bundles too.</param>
internal sealed record RescoreWish(string? Source, string? Group, IReadOnlyList<string> Models, string? Against, bool FhirProposals)
{
    /// <summary>What the cohort's name begins with.</summary>
    /// <param name="manifest">The file of one that somebody else wrote.</param>
    public string From(FileInfo? manifest) => manifest?.Directory?.Name ?? (Group is { } group ? "group-" + group : Path.GetFullPath(Source!));
}
