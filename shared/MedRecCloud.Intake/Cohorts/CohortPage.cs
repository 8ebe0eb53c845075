using System.Globalization;
using System.Net;
using System.Text;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
internal static class CohortPage
{
    private const int MostRows = 200;

    private const string Style = """
        :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
        table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem;border-bottom:1px solid #d8dee4;text-align:right;vertical-align:top}
        td:first-child,th:first-child,td.l,th.l{text-align:left}td:first-child{white-space:nowrap}thead th{vertical-align:bottom;border-bottom-width:2px}h2{margin-top:2.5rem;border-bottom:2px solid #d8dee4}h3{margin-top:1.8rem}svg{width:100%;height:auto}.grid{stroke:#8b949e;stroke-opacity:.35}
        .wide{overflow-x:auto}.note{color:#57606a;max-width:52rem}dt{font-weight:600}dd{margin:0 0 .4rem}nav a{margin-right:1rem}
        @media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}td,th,h2{border-color:#30363d}svg text{fill:#e6edf3}.note{color:#9198a1}a{color:#4493f8}}
        @media print{body{margin:0;max-width:none;font-size:10pt;color:#000;background:#fff}.wide{overflow:visible}svg text{fill:#000}tr,svg,dt{break-inside:avoid}h2,h3,dt{break-after:avoid}td,th{padding:.1rem .45rem}nav{display:none}*{print-color-adjust:exact}}
        """;

    public static string Write(CohortReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Cohort ").Append(Text(report.Id))
            .Append("</title><style>").Append(Style).Append("</style><h1>Cohort ").Append(Text(report.Id)).Append("</h1>");
        page.Append("<p>What would have been proposed at the start of each encounter, beside what was then ordered. For quality work and research: proposals, never orders; an order that was not proposed is not a mistake of the clinician, nor the reverse.")
            .Append(report.Tenant is { } tenant ? $" Tenant: {Text(tenant)}." : "").Append("</p>");
        page.Append("<p class=\"note\">").Append(Text(report.Asked.InWords())).Append("</p>");
        Table(page, ["", report.Runs.Length > 1 ? "results" : "encounters", "share"],
        [
            [report.Runs.Length > 1 ? $"planned: {N(report.Encounters)} encounters × {N(report.Runs.Length)} models" : "planned", N(report.Planned), ""],
            ["with proposals", N(report.Scored), P(report.Scored, report.Planned)], ["abstained", N(report.Abstained), P(report.Abstained, report.Planned)], ["failed", N(report.Failed), P(report.Failed, report.Planned)],
        ]);
        if (report.Encounters == 0) page.Append("<p>There was no encounter to score: the source holds none.</p>");
        if (report.Runs.Length > 1)
        {
            page.Append("<h2>The models side by side</h2>");
            Table(page, [.. CohortSections.QualityHeads], report.Runs.Select(run => CohortSections.Row(run.Model ?? "", run.Quality)));
            page.Append("<nav>").AppendJoin("", report.Runs.Select((run, i) => $"<a href=\"#run{i}\">{Text(run.Model ?? "")}</a>")).Append("</nav>");
        }

        for (var i = 0; i < report.Runs.Length; i++)
        {
            var run = report.Runs[i];
            page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"run{i}\">{Text(run.Model ?? string.Join(", ", run.Answered.Keys))}</h2>");
            CohortSections.Write(page, run);
        }

        if (!report.FailedEncounters.IsEmpty)
        {
            page.Append("<h2>Failed encounters</h2><p class=\"note\">They can be driven again alone, when the reason has been seen to.</p>");
            Table(page, ["encounter", "reason", "model"], report.FailedEncounters.Take(MostRows).Select(failed => (string[])[failed.Encounter, failed.Reason, failed.Model ?? ""]));
            if (report.FailedEncounters.Length > MostRows) page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{report.FailedEncounters.Length - MostRows} more stand in report.json.</p>");
        }

        if (report.Problems.Count > 0)
        {
            page.Append("<h2>Left out of the source</h2><p class=\"note\">Counted in lines or files of the export. Types that the models do not read are no fault of it.</p>");
            Table(page, ["reason", "count"], report.Problems.Select(problem => (string[])[problem.Key, N(problem.Value)]));
        }

        CohortSections.Words(page);
        return page.Append("</html>\n").ToString();
    }

    /// <param name="heads">The first column and those of words are set to the left, figures to the right.</param>
    internal static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        var words = heads.Select((head, i) => i > 0 && head is "reason" or "model" or "who" or "severity" ? " class=\"l\"" : "").ToArray();
        page.Append("<div class=\"wide\"><table><thead><tr>").AppendJoin("", heads.Select((head, i) => $"<th scope=\"col\"{words[i]}>{Text(head)}</th>")).Append("</tr></thead>");
        foreach (var row in rows) page.Append("<tr>").AppendJoin("", row.Select((cell, i) => $"<td{words[i]}>{Text(cell)}</td>")).Append("</tr>");
        page.Append("</table></div>");
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    internal static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    internal static string P(double part, double whole) => whole > 0 ? (100 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";
}
