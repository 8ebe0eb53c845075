using System.Globalization;
using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The scores of single drugs, as bars in a table.</summary>
internal static class ReportDrugs
{
    private const int Most = 40;

    public static void Append(StringBuilder page, EvaluationReport report)
    {
        var shown = report.Models[0].Drugs.Where(drug => drug.Orders > 0).Take(Most).ToList();
        page.Append($"<h2>F1 per drug (the {shown.Count} most ordered)</h2><table><tr><th>drug</th><th>orders</th>").AppendJoin("", report.Models.Select(model => $"<th>{SvgPlot.Text(model.Name)}</th>")).Append("</tr>");
        var scores = report.Models.Select(model => model.Drugs.ToDictionary(drug => drug.Drug, StringComparer.Ordinal)).ToList();
        foreach (var (drug, orders) in shown.Select(own => (own.Drug, own.Orders)))
        {
            page.Append($"<tr><td>{SvgPlot.Text(drug)}</td><td>{orders}</td>");
            foreach (var f1 in scores.Select(own => own.TryGetValue(drug, out var score) ? score.F1 : 0))
                page.Append($"<td><svg viewBox=\"0 0 60 10\"><rect width=\"{(60 * f1).ToString("0.#", CultureInfo.InvariantCulture)}\" height=\"10\" fill=\"#1b6ca8\"/></svg> {f1.ToString("0.00", CultureInfo.InvariantCulture)}</td>");
            page.Append("</tr>");
        }
        page.Append("</table>");
    }
}
