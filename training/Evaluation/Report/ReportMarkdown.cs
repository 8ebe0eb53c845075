using System.Globalization;
using System.Text;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>report.md: the tables, for people.</summary>
internal static class ReportMarkdown
{
    public static string Of(EvaluationReport report)
    {
        var text = new StringBuilder();
        var first = report.Models[0];
        Line(text, $"# Evaluation on {report.Data.DataSet}");
        Line(text, $"\n{report.Protocol} DDI rate by {report.InteractionSource}. Mean ± deviation over {Bootstrap.Rounds} bootstrap rounds of {100 * Bootstrap.Share:0} % of the patients.");
        foreach (var warning in report.Warnings)
            Line(text, $"\n**{warning}**");
        Line(text, $"\n## Encounters with orders ({first.Metrics.Visits} of {first.Metrics.Patients} patients)\n");
        Line(text, "| model | Jaccard | precision | recall | F1 | PRAUC | DDI rate | drugs | true | predicted/true | calibration error | first-time J | renewal J |");
        Line(text, "|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var model in report.Models)
            Line(text, $"| {Name(model)} | {With(model, m => m.Jaccard)} | {With(model, m => m.Precision)} | {With(model, m => m.Recall)} | {With(model, m => m.F1)} | {With(model, m => m.Prauc)} | {With(model, m => m.DdiRate)} | {With(model, m => m.MeanPredicted, 2)} | {Number(model.Metrics.MeanTrue, 2)} | {With(model, m => m.OverPrescription, 2)} | {With(model, m => m.CalibrationError)} | {With(model, m => m.FirstTimeJaccard)} | {With(model, m => m.RenewalJaccard)} |");
        AllEncountersTable(text, report);
        Paired(text, report);
        Others(text, report);
        Subgroups(text, report);
        HeldOut(text, report);
        text.Append(ReportLearningCurve.Table(report));
        return text.ToString();
    }

    private static void AllEncountersTable(StringBuilder text, EvaluationReport report)
    {
        var all = report.Models[0].All;
        Line(text, $"\n## All encounters ({all.Encounters}, {all.WithoutOrders} of them without any order)\n");
        Line(text, "| model | micro F1 | micro precision | micro recall | Jaccard (both empty = 1) | drugs | true | proposed where nothing was ordered |");
        Line(text, "|---|---|---|---|---|---|---|---|");
        foreach (var model in report.Models)
            Line(text, $"| {Name(model)} | {Number(model.All.MicroF1)} | {Number(model.All.MicroPrecision)} | {Number(model.All.MicroRecall)} | {Number(model.All.Jaccard)} | {Number(model.All.MeanPredicted, 2)} | {Number(model.All.MeanTrue, 2)} | {Number(100 * model.All.FalseAlarms, 1)} % |");
    }

    private static void Paired(StringBuilder text, EvaluationReport report)
    {
        var compared = report.Models.Where(model => model.AgainstBestBaseline is not null).ToList();
        if (compared.Count == 0)
            return;
        Line(text, $"\n## Against the best baseline ({compared[0].AgainstBestBaseline!.Reference}), paired bootstrap over patients, {PairedBootstrap.Rounds} rounds\n");
        Line(text, "| model | Jaccard difference | 95 % interval | share of rounds not better |");
        Line(text, "|---|---|---|---|");
        foreach (var model in compared)
            Line(text, $"| {Name(model)} | {Signed(model.AgainstBestBaseline!.Difference)} | {Signed(model.AgainstBestBaseline.Lower)} to {Signed(model.AgainstBestBaseline.Upper)} | {Number(model.AgainstBestBaseline.ProbabilityWorse)} |");
    }

    private static void Others(StringBuilder text, EvaluationReport report)
    {
        Line(text, "\n## Over patients, and errors per visit\n");
        Line(text, "| model | Jaccard, mean over patients | F1 over patients | PRAUC over patients | false drugs per visit | missed drugs per visit | DDI rate, mean over visits |");
        Line(text, "|---|---|---|---|---|---|---|");
        foreach (var model in report.Models)
            Line(text, $"| {Name(model)} | {With(model, m => m.PatientJaccard)} | {With(model, m => m.PatientF1)} | {With(model, m => m.PatientPrauc)} | {With(model, m => m.FalseDrugs, 2)} | {With(model, m => m.MissedDrugs, 2)} | {With(model, m => m.DdiRatePerVisit)} |");
    }

    private static void Subgroups(StringBuilder text, EvaluationReport report)
    {
        var groups = report.Models.SelectMany(model => model.Subgroups.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        Line(text, "\n## Subgroups: Jaccard (predicted/true)\n");
        Line(text, $"| model | {string.Join(" | ", groups.Select(group => $"{group} ({report.Models[0].Subgroups[group].Visits})"))} |");
        Line(text, $"|---|{string.Concat(groups.Select(_ => "---|"))}");
        foreach (var model in report.Models)
            Line(text, $"| {Name(model)} | {string.Join(" | ", groups.Select(group => $"{Number(model.Subgroups[group].Jaccard)} ({Number(model.Subgroups[group].OverPrescription, 2)})"))} |");
    }

    private static void HeldOut(StringBuilder text, EvaluationReport report)
    {
        if (report.HeldOutDrugs.Count == 0)
            return;
        Line(text, $"\n## Drugs held out of training: {string.Join(", ", report.HeldOutDrugs)}\n");
        Line(text, "| model | visits that ordered one | Jaccard | precision | recall | PRAUC |");
        Line(text, "|---|---|---|---|---|---|");
        foreach (var (model, own) in report.Models.Where(model => model.HeldOut is not null).Select(model => (model, model.HeldOut!)))
            Line(text, $"| {Name(model)} | {own.Visits} | {Number(own.Jaccard)} | {Number(own.Precision)} | {Number(own.Recall)} | {Number(own.Prauc)} |");
    }

    private static string Name(Judgement model) => model.IsBaseline ? model.Name : $"**{model.Name}**";

    private static string With(Judgement model, Func<Metrics, double> figure, int digits = 3) => $"{Number(figure(model.Metrics), digits)} ± {Number(model.Deviation(figure), digits)}";

    private static string Number(double value, int digits = 3) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
