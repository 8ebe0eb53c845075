using System.Globalization;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The learning curve as a table and as a plot.</summary>
internal static class ReportLearningCurve
{
    public static ReportTable Table(EvaluationReport report)
    {
        double[] shares = [.. report.LearningCurve.Select(point => point.Share).Distinct().Order()];
        return new ReportTable("Learning curve: Jaccard by share of the training patients", [.. shares.Select(share => $"{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %")],
            [.. Methods(report).Select(method => new ReportRow(method.Key, method.First().IsBaseline, [.. shares.Select(share => Cell(method.LastOrDefault(point => point.Share == share)))]))]);
    }

    /// <summary>Empty when the report has no curve.</summary>
    public static string Plot(EvaluationReport report)
    {
        if (report.LearningCurve.Count == 0)
            return "";
        var plot = new SvgPlot("Learning curve", "share of the training patients", "Jaccard", 1, 1);
        foreach (var method in Methods(report))
        {
            // The packages of one model are @versions of it; the page's legend knows the first.
            var colour = SvgPlot.Colour(report.Models.Select((model, i) => (model.Name, i)).First(own => own.Name == method.Key || own.Name.StartsWith(method.Key + "@", StringComparison.Ordinal)).i);
            plot.Line(method.OrderBy(point => point.Share).Select(point => (point.Share, point.Jaccard)), colour, faint: method.First().IsBaseline, name: method.Key);
            foreach (var point in method)
                plot.Dot(point.Share, point.Jaccard, colour, FormattableString.Invariant($"{method.Key}, {100 * point.Share:0.#} %: {point.Jaccard:0.000} ± {point.JaccardDeviation:0.000}"));
        }
        return plot.ToString();
    }

    private static IEnumerable<IGrouping<string, LearningPoint>> Methods(EvaluationReport report) => report.LearningCurve.GroupBy(point => point.Name, StringComparer.Ordinal);

    private static string Cell(LearningPoint? point) => point is null ? "" : FormattableString.Invariant($"{point.Jaccard:0.000} ± {point.JaccardDeviation:0.000}");
}
