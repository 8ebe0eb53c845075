using System.Globalization;
using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The learning curve as a table and as a plot.</summary>
internal static class ReportLearningCurve
{
    /// <summary>Empty when the report has no curve.</summary>
    public static string Table(EvaluationReport report)
    {
        if (report.LearningCurve.Count == 0)
            return "";
        var text = new StringBuilder();
        double[] shares = [.. report.LearningCurve.Select(point => point.Share).Distinct().Order()];
        text.Append("\n## Learning curve: Jaccard by share of the training patients\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| model | {string.Join(" | ", shares.Select(share => $"{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %"))} |\n|---|{string.Concat(shares.Select(_ => "---|"))}\n");
        foreach (var method in Methods(report))
            text.Append(CultureInfo.InvariantCulture, $"| {(method.First().IsBaseline ? method.Key : $"**{method.Key}**")} | {string.Join(" | ", shares.Select(share => Cell(method.LastOrDefault(point => point.Share == share))))} |\n");
        return text.ToString();
    }

    /// <summary>Empty when the report has no curve.</summary>
    public static string Plot(EvaluationReport report)
    {
        if (report.LearningCurve.Count == 0)
            return "";
        var plot = new SvgPlot("Learning curve", "share of the training patients", "Jaccard", 1, 1);
        foreach (var (method, i) in Methods(report).Select((method, i) => (method, i)))
        {
            plot.Line(method.OrderBy(point => point.Share).Select(point => (point.Share, point.Jaccard)), SvgPlot.Colour(i), dashed: method.First().IsBaseline, name: method.Key);
            foreach (var point in method)
                plot.Dot(point.Share, point.Jaccard, SvgPlot.Colour(i), FormattableString.Invariant($"{method.Key}, {100 * point.Share:0.#} %: {point.Jaccard:0.000} ± {point.JaccardDeviation:0.000}"));
        }
        return plot.ToString();
    }

    private static IEnumerable<IGrouping<string, LearningPoint>> Methods(EvaluationReport report) => report.LearningCurve.GroupBy(point => point.Name, StringComparer.Ordinal);

    private static string Cell(LearningPoint? point) => point is null ? "" : FormattableString.Invariant($"{point.Jaccard:0.000} ± {point.JaccardDeviation:0.000}");
}
