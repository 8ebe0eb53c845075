using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static VisitOutcome Visit(int patient, int visit, int hits, int predicted, int truth) =>
        new(Some.Sample($"p{patient}", $"{patient}-{visit}", ["a"]), new SetCounts(hits, predicted, truth), default, default, 0, 0, 0, new CalibrationBins());

    private static List<VisitOutcome> Visits(Func<int, int> hits) => [.. Enumerable.Range(0, 60).Select(i => Visit(i / 3, i, hits(i), 2, 2))];

    [Fact]
    public void Ten_rounds_draw_four_fifths_of_the_patients_and_the_same_seed_draws_alike()
    {
        var visits = Visits(i => i % 3);
        var rounds = Bootstrap.Run(visits, 5);
        Assert.Equal(10, rounds.Count);
        Assert.All(rounds, round => Assert.Equal(48, round.Visits));
        // Drawn twice, a patient counts twice.
        Assert.All(rounds, round => Assert.Equal(16, round.Patients));
        Assert.Equal(rounds.Select(round => round.Jaccard), Bootstrap.Run(visits, 5).Select(round => round.Jaccard));
    }

    [Fact]
    public void The_deviation_is_that_of_the_rounds_and_zero_where_all_patients_are_alike()
    {
        Assert.Equal(0, Bootstrap.Deviation(Bootstrap.Run(Visits(_ => 1), 0), metrics => metrics.Jaccard));
        var rounds = Bootstrap.Run(Visits(i => i / 30), 0);
        var mean = rounds.Average(round => round.Jaccard);
        Assert.Equal(Math.Sqrt(rounds.Sum(round => (round.Jaccard - mean) * (round.Jaccard - mean)) / 9), Bootstrap.Deviation(rounds, metrics => metrics.Jaccard), 12);
        Assert.True(Bootstrap.Deviation(rounds, metrics => metrics.Jaccard) > 0);
        // Two drugs ordered and two proposed everywhere: micro F1 is half the mean number of hits, and varies with it.
        var all = Bootstrap.Run(Visits(i => i / 30), 0, AllEncounters.Of);
        Assert.Equal(Bootstrap.Deviation(Bootstrap.Run(Visits(i => i / 30), 0), metrics => metrics.F1), Bootstrap.Deviation(all, round => round.MicroF1), 12);
    }

    [Fact]
    public void A_model_better_on_every_patient_is_better_in_every_round()
    {
        var paired = PairedBootstrap.Of(Visits(_ => 2), Visits(_ => 1), "reference", visit => visit.All.Jaccard, 0);
        Assert.Equal(1 - 1.0 / 3, paired.Difference, 9);
        Assert.Equal((paired.Difference, paired.Difference, 0.0), (Math.Round(paired.Lower, 12), Math.Round(paired.Upper, 12), paired.ProbabilityWorse), new Close());
    }

    [Fact]
    public void The_interval_of_a_difference_by_chance_holds_zero()
    {
        var random = new Random(3);
        var paired = PairedBootstrap.Of(Visits(_ => random.Next(3)), Visits(_ => random.Next(3)), "reference", visit => visit.All.Jaccard, 0);
        Assert.True(paired.Lower < 0 && paired.Upper > 0);
        Assert.InRange(paired.Difference, paired.Lower, paired.Upper);
    }

    [Fact]
    public void Comparing_different_encounters_is_refused() =>
        Assert.Throws<ArgumentException>(() => PairedBootstrap.Of(Visits(_ => 1), [.. Visits(_ => 1).Skip(1)], "reference", visit => visit.All.Jaccard, 0));

    private sealed class Close : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) x, (double, double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9 && x.Item3.Equals(y.Item3);

        public int GetHashCode((double, double, double) obj) => 0;
    }
}
