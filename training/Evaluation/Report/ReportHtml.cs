using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>report.html: one page that needs no network: what came out, in words, in the tables of report.md and in plots.</summary>
internal static class ReportHtml
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:1240px;margin:2rem auto;padding:0 1rem;color:#1c2730}h2{margin:2.2rem 0 .4rem;font-size:1.15rem}
        table{border-collapse:collapse;font-size:13px;margin:.4rem 0 1rem;display:block;overflow-x:auto}th,td{padding:.25rem .55rem;border-bottom:1px solid #d8dee3;text-align:right;vertical-align:top}
        td{white-space:nowrap}th{max-width:9em;font-weight:600}th:first-child,td:first-child{text-align:left}tr.model td{background:#eef5fb;font-weight:600}small{color:#66737d;font-weight:400}td small{display:block;line-height:1}
        svg{width:100%;font-size:11px}svg .title{font-size:13px;font-weight:600}.grid{stroke:#e3e8ec}.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:1rem}
        .counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:.6rem}.counts svg{font-size:15px}.counts svg .title{font-size:16px}td svg{width:60px}.legend span{white-space:nowrap}.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
        .warning{background:#fff3cd;padding:.6rem 1rem}.note{color:#66737d;margin:.2rem 0}dt{font-weight:600;margin-top:.4rem}dd{margin:0}
        """;

    private static readonly (string Word, string Meaning)[] Words =
    [
        ("Jaccard, precision, recall, F1", "Of each visit's set of proposed drugs against the set of ordered ones, then the mean over visits. 1 is the clinicians' own set."),
        ("PRAUC", "Area under the visit's precision-recall curve over all drugs: how well the drugs are ranked, whatever the threshold."),
        ("predicted/true", "Drugs proposed per drug ordered: above 1 the model prescribes more than clinicians did."),
        ("DDI rate", "Share of the pairs of drugs proposed together that interact, by the list named above."),
        ("calibration error", "How far a stated probability lies from the share that was ordered, on average over all pairs of visit and drug."),
        ("first-time J, renewal J", "Jaccard of the drugs that the patient never had before, and of those that the patient had."),
        ("±", "Standard deviation over ten resamples of 80 % of the patients. With few patients it is too small."),
    ];

    public static string Of(EvaluationReport report)
    {
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Evaluation on {Text(report.Data.DataSet)}</title><style>{Style}</style></head><body>");
        page.Append($"<h1>Evaluation on {Text(report.Data.DataSet)}</h1><p>{Text(report.Protocol)} {Text(report.DataSentence)} {Text(report.InteractionSentence)}</p>");
        foreach (var warning in report.Warnings)
            page.Append($"<p class=\"warning\">{Text(warning)}</p>");
        Summary(page, report);
        var tables = ReportTables.Of(report).ToList();
        Append(page, tables[0]);
        ReportPlots.Append(page, report);
        foreach (var table in tables.Skip(1))
            Append(page, table);
        ReportDrugs.Append(page, report);
        page.Append("<h2>Words</h2><dl>").AppendJoin("", Words.Select(entry => $"<dt>{Text(entry.Word)}</dt><dd>{Text(entry.Meaning)}</dd>"));
        return page.Append("</dl></body></html>\n").ToString();
    }

    /// <summary>What somebody who reads three lines should have read.</summary>
    private static void Summary(StringBuilder page, EvaluationReport report)
    {
        page.Append("<ul>");
        foreach (var model in report.Models.Where(model => !model.IsBaseline))
        {
            var (own, paired) = (model.Metrics, model.AgainstBestBaseline);
            page.Append($"<li><b>{Text(model.Name)}</b>: Jaccard {ReportTables.Number(own.Jaccard)} ± {ReportTables.Number(model.Deviation(m => m.Jaccard))}; {ReportTables.Number(own.OverPrescription, 2)} drugs proposed per drug ordered; "
                + $"something proposed in {ReportTables.Number(100 * model.All.FalseAlarms, 1)} % of the visits that ordered nothing.");
            if (paired is not null)
                page.Append($" {Verdict(paired)} the best baseline ({Text(paired.Reference)}): {ReportTables.Signed(paired.Difference)} (95 % interval {ReportTables.Signed(paired.Lower)} to {ReportTables.Signed(paired.Upper)}).");
            page.Append($" Over all encounters micro F1 {ReportTables.MicroF1(model)}.</li>");
        }
        var baselines = report.Models.Where(model => model.IsBaseline).ToList();
        if (baselines.MaxBy(model => model.Metrics.Jaccard) is { } best && baselines.MaxBy(model => model.All.MicroF1) is { } bestOfAll)
            page.Append($"<li>Best baseline: {Text(best.Name)}, Jaccard {ReportTables.Number(best.Metrics.Jaccard)} ± {ReportTables.Number(best.Deviation(m => m.Jaccard))}; "
                + $"over all encounters {Text(bestOfAll.Name)}, micro F1 {ReportTables.MicroF1(bestOfAll)}.</li>");
        page.Append("</ul>");
    }

    private static string Verdict(PairedBootstrap paired) => paired switch { { Lower: > 0 } => "Better than", { Upper: < 0 } => "Worse than", _ => "Not told apart from" };

    private static void Append(StringBuilder page, ReportTable table)
    {
        page.Append($"<h2>{Text(table.Title)}</h2>").Append(table.Note is null ? "" : $"<p class=\"note\">{Text(table.Note)}</p>");
        page.Append("<table><tr><th>model</th>").AppendJoin("", table.Columns.Select(column => $"<th>{Text(column)}</th>")).Append("</tr>");
        foreach (var row in table.Rows)
            page.Append(row.IsBaseline ? "<tr>" : "<tr class=\"model\">").Append($"<td>{Text(row.Name)}</td>").AppendJoin("", row.Cells.Select(cell => $"<td>{Cell(cell)}</td>")).Append("</tr>");
        page.Append("</table>");
    }

    // The deviation stands back behind its figure.
    private static string Cell(string cell) => cell.IndexOf(" ± ", StringComparison.Ordinal) is >= 0 and var place ? $"{Text(cell[..place])} <small>{Text(cell[(place + 1)..])}</small>" : Text(cell);

    private static string Text(string text) => SvgPlot.Text(text);
}
