namespace MedRecCloud.Training.Evaluation;

/// <summary>The figures of one model on one set of encounters with orders. Means are over visits unless a name says otherwise.</summary>
internal sealed record Metrics
{
    public required int Visits { get; init; }
    public required int Patients { get; init; }
    public required double Jaccard { get; init; }
    public required double Precision { get; init; }
    public required double Recall { get; init; }

    /// <summary>Mean of the visits' F1, not the F1 of the means.</summary>
    public required double F1 { get; init; }
    public required double Prauc { get; init; }

    /// <summary>Interacting pairs among all predicted pairs, pooled over visits (SafeDrug, MoleRec, LEADER).</summary>
    public required double DdiRate { get; init; }

    /// <summary>The same as a mean of the visits' rates (LAMO, FLAME).</summary>
    public required double DdiRatePerVisit { get; init; }
    public required double MeanPredicted { get; init; }
    public required double MeanTrue { get; init; }

    /// <summary>Mean predicted / mean true: 1 is as many drugs as clinicians ordered.</summary>
    public required double OverPrescription { get; init; }

    /// <summary>Drugs proposed and not ordered, per visit.</summary>
    public required double FalseDrugs { get; init; }

    /// <summary>Drugs ordered and not proposed, per visit.</summary>
    public required double MissedDrugs { get; init; }

    /// <summary>Over visits that ordered a drug the patient never had; first-time drugs only. Null where no visit did.</summary>
    public required double? FirstTimeJaccard { get; init; }

    /// <summary>Over visits that renewed a drug; drugs of the patient's history only. Null where no visit did.</summary>
    public required double? RenewalJaccard { get; init; }

    /// <summary>Mean over patients of the mean over their visits.</summary>
    public required double PatientJaccard { get; init; }
    public required double PatientF1 { get; init; }
    public required double PatientPrauc { get; init; }
    public required double CalibrationError { get; init; }

    /// <exception cref="ArgumentException">There is no visit to judge.</exception>
    public static Metrics Of(IReadOnlyCollection<VisitOutcome> visits)
    {
        if (visits.Count == 0)
            throw new ArgumentException("There is no visit to judge.", nameof(visits));
        var patients = visits.GroupBy(visit => visit.Sample.PatientKey, StringComparer.Ordinal).ToList();
        var calibration = new CalibrationBins();
        foreach (var visit in visits)
            calibration.Add(visit.Calibration);
        var (predicted, truth, pairs) = (visits.Sum(visit => (long)visit.All.Predicted), visits.Sum(visit => (long)visit.All.True), visits.Sum(visit => (long)visit.Pairs));
        return new Metrics
        {
            Visits = visits.Count,
            Patients = patients.Count,
            Jaccard = visits.Average(visit => visit.All.Jaccard),
            Precision = visits.Average(visit => visit.All.Precision),
            Recall = visits.Average(visit => visit.All.Recall),
            F1 = visits.Average(visit => visit.All.F1),
            Prauc = visits.Average(visit => visit.AveragePrecision),
            DdiRate = pairs == 0 ? 0 : (double)visits.Sum(visit => (long)visit.InteractingPairs) / pairs,
            DdiRatePerVisit = visits.Average(visit => visit.Pairs == 0 ? 0 : (double)visit.InteractingPairs / visit.Pairs),
            MeanPredicted = (double)predicted / visits.Count,
            MeanTrue = (double)truth / visits.Count,
            OverPrescription = truth == 0 ? 0 : (double)predicted / truth,
            FalseDrugs = visits.Average(visit => visit.All.Predicted - visit.All.Hits),
            MissedDrugs = visits.Average(visit => visit.All.True - visit.All.Hits),
            FirstTimeJaccard = MeanOf(visits, visit => visit.FirstTime),
            RenewalJaccard = MeanOf(visits, visit => visit.Renewals),
            PatientJaccard = patients.Average(own => own.Average(visit => visit.All.Jaccard)),
            PatientF1 = patients.Average(own => own.Average(visit => visit.All.F1)),
            PatientPrauc = patients.Average(own => own.Average(visit => visit.AveragePrecision)),
            CalibrationError = calibration.Error,
        };
    }

    private static double? MeanOf(IEnumerable<VisitOutcome> visits, Func<VisitOutcome, SetCounts> part) =>
        visits.Select(part).Where(counts => counts.True > 0).Average(counts => (double?)counts.Jaccard);
}
