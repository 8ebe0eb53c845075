using System.Globalization;
using System.Net;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
internal static class CohortPage
{
    private const int MostBars = 25, MostRows = 200;

    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
        table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem;border-bottom:1px solid #d8dee4;text-align:right}
        td:first-child,th:first-child{text-align:left}h2{margin-top:2rem}svg{max-width:100%}
        @media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}td,th{border-color:#30363d}svg text{fill:#e6edf3}}
        """;

    public static string Write(CohortReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Cohort ").Append(Text(report.Id))
            .Append("</title><style>").Append(Style).Append("</style><h1>Cohort ").Append(Text(report.Id)).Append("</h1>");
        page.Append("<p>Proposals for quality work and research, never orders.").Append(report.Tenant is { } tenant ? $" Tenant: {Text(tenant)}." : "").Append("</p>");
        Table(page, ["", "encounters"], [["planned", N(report.Planned)], ["with proposals", N(report.Scored)], ["abstained", N(report.Abstained)], ["failed", N(report.Failed)], .. report.Models.Select(model => (string[])[$"answered by {model.Key}", N(model.Value)])]);

        page.Append("<h2>Against what was ordered</h2>");
        Table(page, s_quality, [Row("all", report.Quality), .. report.Subgroups.Select(group => Row($"{group.By}: {group.Value}", group.Quality))]);

        page.Append("<h2>Drugs</h2>");
        BarChart.Write(page, "encounters", [("proposed", "#1f6feb"), ("ordered", "#8b949e")], [.. report.Drugs.Take(MostBars).Select(drug => (drug.Drug, (double[])[drug.Proposed, drug.Ordered]))]);
        Table(page, ["drug", "proposed", "ordered", "both"], report.Drugs.Take(MostRows).Select(drug => (string[])[drug.Drug, N(drug.Proposed), N(drug.Ordered), N(drug.Both)]));

        if (report.Difference is { } difference) Write(page, difference);
        Counts(page, "Safety findings", report.Findings.OrderByDescending(finding => finding.Value).Select(finding => (finding.Key, (long)finding.Value)));
        Counts(page, "Abstentions", report.Abstentions.Select(reason => (reason.Key, (long)reason.Value)));
        Counts(page, "Failures", report.Failures.Select(reason => (reason.Key, (long)reason.Value)));
        if (!report.FailedEncounters.IsEmpty)
            Table(page, ["failed encounter", "reason"], report.FailedEncounters.Take(MostRows).Select(failed => (string[])[failed.Encounter, failed.Reason]));
        Counts(page, "Left out of the source", report.Problems.Select(problem => (problem.Key, problem.Value)));
        return page.Append("</html>\n").ToString();
    }

    private static readonly string[] s_quality = ["", "encounters", "with proposals", "with orders", "precision", "recall", "F1", "Jaccard", "proposed / ordered", "false alarms"];

    private static void Write(StringBuilder page, CohortDifference difference)
    {
        page.Append("<h2>Against the earlier run ").Append(Text(difference.Against)).Append("</h2>");
        Table(page, ["", ""],
        [
            ["encounters in both", N(difference.Common)], ["with the same drugs", N(difference.Identical)], ["agreement (mean Jaccard)", F(difference.Agreement)],
            .. difference.Jaccard is { } jaccard
                ? (string[][])[["nearer to the orders (mean Jaccard)", string.Create(CultureInfo.InvariantCulture, $"{jaccard.Difference:+0.0000;-0.0000;0} (95 % {jaccard.Lower:+0.0000;-0.0000;0} to {jaccard.Upper:+0.0000;-0.0000;0})")], ["encounters, patients in that", $"{N(jaccard.Encounters)}, {N(jaccard.Patients)}"]]
                : [],
        ]);
        BarChart.Write(page, "encounters", [("gained", "#2da44e"), ("lost", "#cf222e")], [.. difference.Drugs.Take(MostBars).Select(drug => (drug.Drug, (double[])[drug.Gained, drug.Lost]))]);
        Table(page, ["drug", "gained", "lost", "who"],
            difference.Drugs.Take(MostRows).Select(drug => (string[])[drug.Drug, N(drug.Gained), N(drug.Lost), string.Join(", ", drug.Groups.Select(group => $"{group.Key}: {N(group.Value)}"))]));
    }

    private static void Counts(StringBuilder page, string title, IEnumerable<(string Name, long Count)> counts)
    {
        var rows = counts.Select(count => (string[])[count.Name, N(count.Count)]).ToArray();
        if (rows.Length == 0) return;
        page.Append("<h2>").Append(Text(title)).Append("</h2>");
        Table(page, ["", "count"], rows);
    }

    private static string[] Row(string name, Quality quality) =>
        [name, N(quality.Encounters), N(quality.Proposing), N(quality.WithOrders), F(quality.Precision), F(quality.Recall), F(quality.F1), F(quality.Jaccard), F(quality.OverPrescription), F(quality.FalseAlarms)];

    private static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<table><tr>").AppendJoin("", heads.Select(head => $"<th>{Text(head)}</th>")).Append("</tr>");
        foreach (var row in rows) page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>");
        page.Append("</table>");
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string F(double? figure) => figure?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
