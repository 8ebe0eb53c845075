using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The plots: precision and recall, calibration, the learning curve, and how many drugs each visit gets.</summary>
internal static class ReportPlots
{
    // A point of fewer pairs of visit and drug would draw chance.
    private const int FewestPairs = 20;

    public static void Append(StringBuilder page, EvaluationReport report)
    {
        page.Append("<h2>Curves</h2><p class=\"legend\">").AppendJoin(" ", report.Models.Select((model, i) => $"<span><span class=\"key\" style=\"background:{SvgPlot.Colour(i)}\"></span>{SvgPlot.Text(model.Name)}</span>")).Append("</p>");
        page.Append("<div class=\"plots\">").Append(PrecisionRecall(report)).Append(Calibration(report)).Append(ReportLearningCurve.Plot(report)).Append("</div>");
        page.Append("<h2>Drugs per visit</h2><p class=\"note\">Grey: ordered. Coloured: proposed.</p><div class=\"counts\">").AppendJoin("", report.Models.Select((model, i) => Counts(model, SvgPlot.Colour(i)))).Append("</div>");
    }

    private static string PrecisionRecall(EvaluationReport report)
    {
        var plot = new SvgPlot("Precision and recall over all pairs", "recall", "precision", 1, 1);
        foreach (var (model, i) in report.Models.Select((model, i) => (model, i)).Reverse())
            plot.Line(model.Curve, SvgPlot.Colour(i), faint: model.IsBaseline, name: model.Name);
        return plot.ToString();
    }

    private static string Calibration(EvaluationReport report)
    {
        var plot = new SvgPlot($"Calibration (points of at least {FewestPairs} pairs)", "mean probability", "share ordered", 1, 1);
        plot.Line([(0, 0), (1, 1)], "#9aa5ad", dashed: true);
        foreach (var (model, i) in report.Models.Select((model, i) => (model, i)).Reverse())
        {
            var bins = new CalibrationBins();
            foreach (var visit in model.WithOrders)
                bins.Add(visit.Calibration);
            plot.Line(bins.Points().Where(point => point.Count >= FewestPairs).Select(point => (point.Probability, point.Share)), SvgPlot.Colour(i), faint: model.IsBaseline, name: model.Name);
        }
        return plot.ToString();
    }

    private static string Counts(Judgement model, string colour)
    {
        var most = Math.Max(1, model.WithOrders.Max(visit => Math.Max(visit.All.Predicted, visit.All.True)));
        var (predicted, truth) = (new double[most + 1], new double[most + 1]);
        foreach (var visit in model.WithOrders)
            (predicted[visit.All.Predicted], truth[visit.All.True]) = (predicted[visit.All.Predicted] + 1, truth[visit.All.True] + 1);
        var plot = new SvgPlot(model.Name, "drugs", "visits", most + 1, Math.Max(predicted.Max(), truth.Max()), counts: true);
        for (var count = 0; count <= most; count++)
        {
            plot.Bar(count + 0.08, count + 0.5, truth[count], "#b6c0c8", $"{truth[count]} visits with {count} ordered");
            plot.Bar(count + 0.5, count + 0.92, predicted[count], colour, $"{predicted[count]} visits with {count} proposed");
        }
        return plot.ToString();
    }
}
