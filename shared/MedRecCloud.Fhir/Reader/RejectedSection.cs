using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Reader;

/// <summary>Why not: drugs that reached their threshold and were rejected, each with its reason and all that was found.</summary>
internal static class RejectedSection
{
    /// <param name="reasons">The outcome's notes, "Why not ibuprofen: …" among them.</param>
    public static void Write(HtmlText page, IEnumerable<DetectedIssue> issues, IEnumerable<string> reasons)
    {
        var rejected = issues.Where(issue => issue.Contained.OfType<Medication>().Any())
            .GroupBy(issue => issue.Contained.OfType<Medication>().First().Code?.Text ?? "unnamed").ToArray();
        if (rejected.Length == 0) return;
        var notes = reasons.ToArray();
        page.Section("Why not", () => page.Table(
            "Reached their threshold and are not proposed", ["Drug", "Findings"],
            rejected.Select(drug => (Action[])[() => page.Element("span", drug.Key), () => Why(page, drug, notes.FirstOrDefault(note => note.StartsWith($"Why not {drug.Key}: ", StringComparison.Ordinal)))])));
    }

    private static void Why(HtmlText page, IGrouping<string, DetectedIssue> drug, string? note)
    {
        var findings = ReadFinding.Of(drug.OrderBy(issue => issue.Severity));
        var reason = note?[$"Why not {drug.Key}: ".Length..];
        // Mostly the reason is the gravest finding; it is said apart where another candidate is.
        if (reason is not null && findings.All(finding => finding.Text != reason)) page.Element("p", reason);
        var grave = findings.Count(finding => finding.Severity == findings[0].Severity);
        page.Findings(findings[..grave]);
        if (grave < findings.Length) page.Details($"and {findings.Length - grave} less grave", () => page.Findings(findings[grave..]));
    }
}
