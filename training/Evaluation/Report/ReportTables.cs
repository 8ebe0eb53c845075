using System.Collections.Immutable;
using System.Globalization;

namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The report's tables, in the order in which they are read.</summary>
internal static class ReportTables
{
    public static IEnumerable<ReportTable> Of(EvaluationReport report)
    {
        var (first, all) = (report.Models[0], report.Models[0].All);
        yield return Table(report, $"Encounters with orders ({first.Metrics.Visits} of {first.Metrics.Patients} patients)",
            ["Jaccard", "precision", "recall", "F1", "PRAUC", "DDI rate", "drugs", "true", "predicted/true", "calibration error", "first-time J", "renewal J"],
            model => [With(model, m => m.Jaccard), With(model, m => m.Precision), With(model, m => m.Recall), With(model, m => m.F1), With(model, m => m.Prauc), Rate(model, m => m.DdiRate), With(model, m => m.MeanPredicted, 2),
                Number(model.Metrics.MeanTrue, 2), With(model, m => m.OverPrescription, 2), With(model, m => m.CalibrationError), With(model, m => m.FirstTimeJaccard), With(model, m => m.RenewalJaccard)]);
        yield return Table(report, $"All encounters ({all.Encounters}, {all.WithoutOrders} of them without any order)",
            ["micro F1", "micro precision", "micro recall", "Jaccard (both empty = 1)", "drugs", "true", "proposed where nothing was ordered"],
            model => [MicroF1(model), Number(model.All.MicroPrecision), Number(model.All.MicroRecall), Number(model.All.Jaccard), Number(model.All.MeanPredicted, 2), Number(model.All.MeanTrue, 2),
                model.All.WithoutOrders == 0 ? Nothing : $"{Number(100 * model.All.FalseAlarms, 1)} %"]);
        if (report.Models.FirstOrDefault(model => model.AgainstBestBaseline is not null)?.AgainstBestBaseline is { } best)
            yield return new ReportTable($"Against the best baseline ({best.Reference}), paired bootstrap over patients, {PairedBootstrap.Rounds} rounds",
                ["Jaccard difference", "95 % interval", "share of rounds not better"],
                [.. report.Models.Where(model => model.AgainstBestBaseline is not null).Select(model => Row(model, Compared(model.AgainstBestBaseline!)))]);
        yield return Table(report, "Over patients, and errors per visit",
            ["Jaccard, mean over patients", "F1 over patients", "PRAUC over patients", "false drugs per visit", "missed drugs per visit", "DDI rate, mean over visits"],
            model => [With(model, m => m.PatientJaccard), With(model, m => m.PatientF1), With(model, m => m.PatientPrauc), With(model, m => m.FalseDrugs, 2), With(model, m => m.MissedDrugs, 2), Rate(model, m => m.DdiRatePerVisit)]);
        yield return Subgroups(report);
        if (report.HeldOutDrugs.Count > 0)
            yield return new ReportTable($"Drugs held out of training: {string.Join(", ", report.HeldOutDrugs)}", ["visits that ordered one", "Jaccard", "precision", "recall", "PRAUC"],
                [.. report.Models.Where(model => model.HeldOut is not null).Select(model => Row(model, Apart(model.HeldOut!)))]);
        if (report.LearningCurve.Count > 0)
            yield return ReportLearningCurve.Table(report);

        string Rate(Judgement model, Func<Metrics, double?> figure) => report.InteractionSource is null ? Nothing : With(model, figure);
    }

    /// <summary>A figure with so many digits; a dash where no visit tells it.</summary>
    public static string Number(double? value, int digits = 3) => value?.ToString("F" + digits, CultureInfo.InvariantCulture) ?? Nothing;

    /// <summary>Over all encounters, with its deviation.</summary>
    public static string MicroF1(Judgement model) => $"{Number(model.All.MicroF1)} ± {Number(model.All.MicroF1Deviation)}";

    /// <summary>A difference with its sign.</summary>
    public static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private const string Nothing = "–";

    private static ReportTable Subgroups(EvaluationReport report)
    {
        var groups = report.Models.SelectMany(model => model.Subgroups.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        return Table(report, "Subgroups: Jaccard (predicted/true)", [.. groups.Select(group => $"{group} ({report.Models[0].Subgroups[group].Visits})")],
            model => [.. groups.Select(group => $"{Number(model.Subgroups[group].Jaccard)} ({Number(model.Subgroups[group].OverPrescription, 2)})")]) with { Note = "Visits in brackets behind each group." };
    }

    private static ImmutableArray<string> Compared(PairedBootstrap paired) =>
        [Signed(paired.Difference), $"{Signed(paired.Lower)} to {Signed(paired.Upper)}", Number(paired.ProbabilityWorse)];

    private static ImmutableArray<string> Apart(Metrics own) => [$"{own.Visits}", Number(own.Jaccard), Number(own.Precision), Number(own.Recall), Number(own.Prauc)];

    private static ReportTable Table(EvaluationReport report, string title, ImmutableArray<string> columns, Func<Judgement, ImmutableArray<string>> cells) =>
        new(title, columns, [.. report.Models.Select(model => Row(model, cells(model)))]);

    private static ReportRow Row(Judgement model, ImmutableArray<string> cells) => new(model.Name, model.IsBaseline, cells);

    private static string With(Judgement model, Func<Metrics, double?> figure, int digits = 3) =>
        figure(model.Metrics) is { } value ? $"{Number(value, digits)} ± {Number(model.Deviation(figure), digits)}" : Nothing;
}
