namespace MedRecCloud.Training.Evaluation.Report;

/// <summary>The figures of the report under their names in <c>report.json</c>; each also has its bootstrap deviation there, as <c>{name}Deviation</c>. Null where no visit tells it.</summary>
internal static class ReportFigures
{
    public static IReadOnlyList<(string Name, Func<Metrics, double?> Of)> All { get; } =
    [
        ("jaccard", metrics => metrics.Jaccard),
        ("precision", metrics => metrics.Precision),
        ("recall", metrics => metrics.Recall),
        ("f1", metrics => metrics.F1),
        ("prauc", metrics => metrics.Prauc),
        ("ddiRate", metrics => metrics.DdiRate),
        ("ddiRatePerVisit", metrics => metrics.DdiRatePerVisit),
        ("meanPredicted", metrics => metrics.MeanPredicted),
        ("meanTrue", metrics => metrics.MeanTrue),
        ("overPrescription", metrics => metrics.OverPrescription),
        ("falseDrugs", metrics => metrics.FalseDrugs),
        ("missedDrugs", metrics => metrics.MissedDrugs),
        ("firstTimeJaccard", metrics => metrics.FirstTimeJaccard),
        ("renewalJaccard", metrics => metrics.RenewalJaccard),
        ("patientJaccard", metrics => metrics.PatientJaccard),
        ("patientF1", metrics => metrics.PatientF1),
        ("patientPrauc", metrics => metrics.PatientPrauc),
        ("calibrationError", metrics => metrics.CalibrationError),
    ];

    /// <summary>All of them; the rates of interactions are absent where no list says what interacts.</summary>
    public static IEnumerable<(string Name, Func<Metrics, double?> Of)> Of(bool interactionsAreKnown) =>
        All.Select(figure => interactionsAreKnown || !figure.Name.StartsWith("ddi", StringComparison.Ordinal) ? figure : (figure.Name, _ => null));
}
