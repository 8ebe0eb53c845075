using System.Collections.Immutable;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Evaluation;

/// <summary>The formulas against cases computed by hand.</summary>
public sealed class MetricsTests
{
    private static readonly ImmutableArray<string> Drugs = ["a", "b", "c", "d"];
    private static readonly Interactions Interacts = new("test", (one, other) => (one, other) is ("a", "c"));

    private static VisitOutcome Outcome(string patient, string encounter, string[] truth, string[] proposed, double[] probabilities, string[]? history = null) => VisitOutcome.Of(
        Some.Sample(patient, encounter, truth, history), new Fixed(Drugs), new Recommendation([.. probabilities], [.. proposed.Select(drug => Drugs.IndexOf(drug)).Order()]), Interacts);

    private static VisitOutcome[] Three() =>
    [
        Outcome("A", "1", ["a", "b"], ["a", "c"], [0.9, 0.7, 0.8, 0.1], history: ["a"]),
        Outcome("A", "2", ["a"], [], [0.2, 0.4, 0.3, 0.1]),
        Outcome("B", "3", ["c", "d"], ["c", "d"], [0.1, 0.2, 0.9, 0.8]),
    ];

    [Fact]
    public void Three_visits_of_two_patients_give_what_the_formulas_say()
    {
        var metrics = Metrics.Of(Three());
        Assert.Equal((3, 2), (metrics.Visits, metrics.Patients));
        Near((1.0 / 3 + 0 + 1) / 3, metrics.Jaccard);
        Near((0.5 + 0 + 1) / 3, metrics.Precision);
        Near((0.5 + 0 + 1) / 3, metrics.Recall);
        Near((0.5 + 0 + 1) / 3, metrics.F1);
        // a .9, c .8, b .7, d .1: 1/2·1 + 1/2·2/3; a third of four; both first.
        Near((5.0 / 6 + 1.0 / 3 + 1) / 3, metrics.Prauc);
        // a–c interacts: one of two proposed pairs; per visit 1, 0 (no pair), 0.
        Near(0.5, metrics.DdiRate);
        Near(1.0 / 3, metrics.DdiRatePerVisit);
        Near(4.0 / 3, metrics.MeanPredicted);
        Near(5.0 / 3, metrics.MeanTrue);
        Near(0.8, metrics.OverPrescription);
        Near(1.0 / 3, metrics.FalseDrugs);
        Near(2.0 / 3, metrics.MissedDrugs);
        Near(((1.0 / 3 + 0) / 2 + 1) / 2, metrics.PatientJaccard);
        // a is a renewal in visit 1 (found); first-time: {b} against {c}, {a} against {}, {c,d} found.
        Near(1, metrics.RenewalJaccard!.Value);
        Near((0.0 + 0 + 1) / 3, metrics.FirstTimeJaccard!.Value);
    }

    [Fact]
    public void Where_no_visit_renewed_a_drug_there_is_no_figure_of_renewals_and_none_is_counted_as_zero()
    {
        var without = Metrics.Of([Outcome("A", "2", ["a"], ["a"], [0.9, 0.4, 0.3, 0.1])]);
        Assert.Null(without.RenewalJaccard);
        Assert.Equal(0, Bootstrap.Deviation([Metrics.Of(Three()), without, without], metrics => metrics.RenewalJaccard));
        Assert.Equal("–", MedRecCloud.Training.Evaluation.Report.ReportTables.Number(without.RenewalJaccard));
    }

    [Fact]
    public void F1_is_the_mean_of_the_visits_not_the_f1_of_the_means()
    {
        var metrics = Metrics.Of([Outcome("A", "1", ["a"], ["a", "b", "c", "d"], [1, 1, 1, 1]), Outcome("A", "2", ["a", "b", "c", "d"], ["a"], [1, 0, 0, 0])]);
        Near(0.4, metrics.F1);
        Near(0.625, metrics.Precision);
        Near(0.625, metrics.Recall);
    }

    [Fact]
    public void Empty_sets_are_defined()
    {
        Assert.Equal((1, 0, 0, 0), (new SetCounts(0, 0, 0).Jaccard, new SetCounts(0, 0, 0).Precision, new SetCounts(0, 0, 0).Recall, new SetCounts(0, 0, 0).F1));
        Assert.Equal((0, 0), (new SetCounts(0, 0, 3).Jaccard, new SetCounts(0, 2, 0).Jaccard));
        Assert.Throws<ArgumentException>(() => Metrics.Of([]));
    }

    [Fact]
    public void Average_precision_groups_ties_and_counts_drugs_the_model_cannot_score()
    {
        Near(5.0 / 6, AveragePrecision.Of([0.9, 0.7, 0.8, 0.1], [true, true, false, false]));
        Near(0.5, AveragePrecision.Of([0.3, 0.3, 0.3, 0.3], [true, false, true, false]));
        // scikit-learn: average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.8333…
        Near(0.8333333333, AveragePrecision.Of([0.1, 0.4, 0.35, 0.8], [false, false, true, true]));
        Near(1.0 / 3 + 1.0 / 3 * 2 / 3, AveragePrecision.Of([0.9, 0.7, 0.8, 0.1], [true, true, false, false], missing: 1));
        Assert.Equal(0, AveragePrecision.Of([0.5], [false]));
    }

    [Fact]
    public void A_drug_outside_the_formulary_counts_as_missed()
    {
        var metrics = Metrics.Of([Outcome("A", "1", ["a", "unknown"], ["a"], [1, 0, 0, 0])]);
        Near(0.5, metrics.Jaccard);
        Near(0.5, metrics.Prauc);
        Near(1, metrics.MissedDrugs);
    }

    [Fact]
    public void Calibration_error_weighs_bins_by_size()
    {
        var bins = new CalibrationBins();
        for (var i = 0; i < 4; i++)
            bins.Add(0.9, i < 3);
        bins.Add(0.1, false);
        // |0.9 − 0.75| · 4/5 + |0.1 − 0| · 1/5
        Near(0.14, bins.Error);
        Assert.Equal(0, new CalibrationBins().Error);
        bins.Add(1, true);
        Assert.Equal(3, bins.Points().Count());
    }

    [Fact]
    public void Over_all_encounters_saying_nothing_where_nothing_was_ordered_is_right()
    {
        var all = AllEncounters.Of([.. Three(), Outcome("B", "4", [], [], [0, 0, 0, 0]), Outcome("B", "5", [], ["a"], [1, 0, 0, 0])]);
        Assert.Equal((5, 2), (all.Encounters, all.WithoutOrders));
        Near(2.0 * 3 / (5 + 5), all.MicroF1);
        Near((1.0 / 3 + 0 + 1 + 1 + 0) / 5, all.Jaccard);
        Near(0.5, all.FalseAlarms);
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 9);

    private sealed class Fixed(ImmutableArray<string> drugs) : IRecommender
    {
        public string Name => "fixed";

        public bool IsBaseline => false;

        public ImmutableArray<string> Drugs => drugs;

        public ValueTask<Recommendation> RecommendAsync(Sample sample, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
