using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Reader;

/// <summary>A finding as a clinician reads it: the sentence first, its rule and citation behind.</summary>
/// <param name="Mitigation">What would make it acceptable; null where the rule knows nothing.</param>
/// <param name="Source">Rule and citation.</param>
internal sealed partial record ReadFinding(string Severity, string Text, string? Mitigation, string? Source)
{
    /// <summary>Takes apart what <see cref="Proposals.Finding"/> wrote; the detail as it is where it says something else.</summary>
    public static ReadFinding Of(DetectedIssue issue)
    {
        var found = Detail().Match(issue.Detail ?? "");
        var mitigation = issue.Mitigation.Select(one => one.Action?.Text).FirstOrDefault(text => text is { Length: > 0 });
        return new ReadFinding(
            issue.Severity?.ToString() ?? "Unknown", found.Success ? found.Groups[1].Value : issue.Detail ?? "", mitigation, found.Success ? $"{found.Groups[2].Value}: {found.Groups[3].Value}" : null);
    }

    /// <summary>Each once: the same allergy may stand in the chart and in a note.</summary>
    public static ReadFinding[] Of(IEnumerable<DetectedIssue> issues) =>
        [.. issues.Select(Of).DistinctBy(finding => (finding.Severity, finding.Text.ToUpperInvariant(), finding.Mitigation, finding.Source))];

    [GeneratedRegex(@"^(?:Not proposed: [^.]*\. )?(.*) \[([^;\]]+); (.*)\]$", RegexOptions.Singleline)]
    private static partial Regex Detail();
}
