using System.Globalization;
using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>report.html: one page that needs no network, with the tables and four kinds of plots.</summary>
internal static class ReportHtml
{
    private const int MostDrugs = 40;

    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:1180px;margin:2rem auto;padding:0 1rem;color:#1c2730}
        table{border-collapse:collapse;font-size:13px;margin:1rem 0;display:block;overflow-x:auto}th,td{padding:.3rem .6rem;border-bottom:1px solid #d8dee3;text-align:right;white-space:nowrap}
        th:first-child,td:first-child{text-align:left}tr.model td{background:#eef5fb;font-weight:600}svg{width:100%;max-width:540px;font-size:11px}svg .title{font-size:13px;font-weight:600}
        .grid{stroke:#e3e8ec}.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:1rem}.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
        .warning{background:#fff3cd;padding:.6rem 1rem}
        """;

    public static string Of(EvaluationReport report)
    {
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Evaluation on {Text(report.Data.DataSet)}</title><style>{Style}</style></head><body>");
        page.Append($"<h1>Evaluation on {Text(report.Data.DataSet)}</h1><p>{Text(report.Protocol)} {report.Data.Patients} patients, {report.Data.Encounters} encounters, {report.Data.EncountersWithOrders} with orders. DDI rate by {Text(report.InteractionSource)}.</p>");
        foreach (var warning in report.Warnings)
            page.Append($"<p class=\"warning\">{Text(warning)}</p>");
        Figures(page, report);
        page.Append("<p>").AppendJoin("", report.Models.Select((model, i) => $"<span class=\"key\" style=\"background:{SvgPlot.Colour(i)}\"></span>{Text(model.Name)}")).Append("</p><div class=\"plots\">");
        page.Append(Curves(report)).Append(Calibration(report)).Append(ReportLearningCurve.Plot(report)).AppendJoin("", report.Models.Select((model, i) => Counts(model, SvgPlot.Colour(i)))).Append("</div>");
        Drugs(page, report);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Figures(StringBuilder page, EvaluationReport report)
    {
        page.Append("<table><tr><th>model</th>").AppendJoin("", ReportFigures.All.Select(figure => $"<th>{figure.Name}</th>")).Append("<th>micro F1, all encounters</th></tr>");
        foreach (var model in report.Models)
            page.Append(model.IsBaseline ? "<tr>" : "<tr class=\"model\">").Append($"<td>{Text(model.Name)}</td>")
                .AppendJoin("", ReportFigures.All.Select(figure => $"<td title=\"± {Number(model.Deviation(figure.Of))}\">{Number(figure.Of(model.Metrics))}</td>")).Append($"<td>{Number(model.All.MicroF1)}</td></tr>");
        page.Append("</table>");
    }

    private static string Curves(EvaluationReport report)
    {
        var plot = new SvgPlot("Precision and recall over all pairs", "recall", "precision", 1, 1);
        foreach (var (model, i) in report.Models.Select((model, i) => (model, i)))
            plot.Line(model.Curve, SvgPlot.Colour(i), name: model.Name);
        return plot.ToString();
    }

    private static string Calibration(EvaluationReport report)
    {
        var plot = new SvgPlot("Calibration: what was said and what came true", "mean probability", "share ordered", 1, 1);
        plot.Line([(0, 0), (1, 1)], "#9aa5ad", dashed: true);
        foreach (var (model, i) in report.Models.Select((model, i) => (model, i)))
        {
            var bins = new CalibrationBins();
            foreach (var visit in model.WithOrders)
                bins.Add(visit.Calibration);
            plot.Line(bins.Points().Select(point => (point.Probability, point.Share)), SvgPlot.Colour(i), name: model.Name);
        }
        return plot.ToString();
    }

    private static string Counts(Judgement model, string colour)
    {
        var most = Math.Max(1, model.WithOrders.Max(visit => Math.Max(visit.All.Predicted, visit.All.True)));
        var (predicted, truth) = (new double[most + 1], new double[most + 1]);
        foreach (var visit in model.WithOrders)
            (predicted[visit.All.Predicted], truth[visit.All.True]) = (predicted[visit.All.Predicted] + 1, truth[visit.All.True] + 1);
        var plot = new SvgPlot($"Drugs per visit, {model.Name} (grey: ordered)", "drugs", "visits", most + 1, Math.Max(predicted.Max(), truth.Max()));
        for (var count = 0; count <= most; count++)
        {
            plot.Bar(count + 0.05, count + 0.5, truth[count], "#b6c0c8", $"{truth[count]} visits with {count} ordered");
            plot.Bar(count + 0.5, count + 0.95, predicted[count], colour, $"{predicted[count]} visits with {count} proposed");
        }
        return plot.ToString();
    }

    private static void Drugs(StringBuilder page, EvaluationReport report)
    {
        var shown = report.Models[0].Drugs.Where(drug => drug.Orders > 0).Take(MostDrugs).Select(drug => (drug.Drug, drug.Orders)).ToList();
        page.Append($"<h2>F1 per drug (the {shown.Count} most ordered)</h2><table><tr><th>drug</th><th>orders</th>").AppendJoin("", report.Models.Select(model => $"<th>{Text(model.Name)}</th>")).Append("</tr>");
        var scores = report.Models.Select(model => model.Drugs.ToDictionary(drug => drug.Drug, StringComparer.Ordinal)).ToList();
        foreach (var (drug, orders) in shown)
        {
            page.Append($"<tr><td>{Text(drug)}</td><td>{orders}</td>");
            foreach (var f1 in scores.Select(own => own.TryGetValue(drug, out var score) ? score.F1 : 0))
                page.Append($"<td><svg viewBox=\"0 0 60 10\" style=\"width:60px\"><rect width=\"{Number(60 * f1)}\" height=\"10\" fill=\"#1b6ca8\"/></svg> {Number(f1)}</td>");
            page.Append("</tr>");
        }
        page.Append("</table>");
    }

    private static string Text(string text) => SvgPlot.Text(text);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
