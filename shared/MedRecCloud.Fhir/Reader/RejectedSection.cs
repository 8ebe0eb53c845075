using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Reader;

/// <summary>Why not: drugs that reached their threshold and were rejected.</summary>
internal static class RejectedSection
{
    public static void Write(HtmlText page, IEnumerable<DetectedIssue> issues)
    {
        var rejected = issues.Where(issue => issue.Contained.OfType<Medication>().Any())
            .GroupBy(issue => issue.Contained.OfType<Medication>().First().Code?.Text ?? "unnamed").ToArray();
        if (rejected.Length == 0) return;
        page.Section("Why not", () =>
        {
            foreach (var drug in rejected)
            {
                page.Details(drug.Key, () => page.List(drug.OrderBy(issue => issue.Severity)
                    .Select(issue => ($"{issue.Severity}: {issue.Detail}", issue.Severity?.ToString().ToLowerInvariant()))));
            }
        });
    }
}
