using MedRecCloud.Intake.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

public sealed class ChangeBootstrapTests
{
    [Theory]
    [InlineData(40, 0, true)]
    [InlineData(40, 12, true)]
    [InlineData(0, 9, true)]
    [InlineData(20, 18, false)]
    [InlineData(1, 0, false)]
    [InlineData(2, 2, false)]
    [InlineData(3000, 2500, true)]
    [InlineData(3000, 2970, false)]
    public void A_change_in_many_patients_is_beyond_chance_and_one_that_evens_out_is_not(int gained, int lost, bool isBeyond)
    {
        var (lower, upper) = Of(Enumerable.Range(0, gained).Select(i => ($"g{i}", 1)).Concat(Enumerable.Range(0, lost).Select(i => ($"l{i}", -1))));
        Assert.InRange(gained - lost, lower, upper);
        Assert.Equal(isBeyond, lower > 0 || upper < 0);
    }

    [Fact]
    public void Many_encounters_of_one_patient_are_one_patient()
    {
        var (lower, upper) = Of(Enumerable.Repeat(("p", 1), 50));
        Assert.Equal(0, lower);
        Assert.InRange(upper, 100, 250);
    }

    [Fact]
    public void Drawn_and_reckoned_intervals_agree()
    {
        var drawn = Of(Enumerable.Range(0, 2000).Select(i => ($"{i}", 1)));
        var reckoned = Of(Enumerable.Range(0, 2001).Select(i => ($"{i}", 1)));
        Assert.InRange(Math.Abs(drawn.Lower - reckoned.Lower), 0, 10);
        Assert.InRange(Math.Abs(drawn.Upper - reckoned.Upper), 0, 10);
    }

    [Fact]
    public void What_was_gained_and_lost_by_the_same_patient_is_no_change() => Assert.Equal((0, 0), Of([("p", 1), ("p", -1)]));

    [Fact]
    public void A_change_that_all_patients_have_is_certain() => Assert.Equal((50, 50), Of(Enumerable.Range(0, 50).Select(i => ($"{i}", 1)), patients: 50));

    [Fact]
    public void The_interval_is_that_of_drawing_whole_patients()
    {
        // Of 100 patients 60 gained a drug: binomial, standard deviation 4.9.
        var (lower, upper) = Of(Enumerable.Range(0, 60).Select(i => ($"{i}", 1)), patients: 100);
        Assert.InRange(lower, 48, 53);
        Assert.InRange(upper, 67, 72);
    }

    [Fact]
    public void The_order_of_patients_does_not_matter()
    {
        var changes = Enumerable.Range(0, 30).Select(i => ($"{i}", i % 3 == 0 ? -1 : 1)).ToList();
        Assert.Equal(Of(changes), Of(changes.AsEnumerable().Reverse()));
    }

    private static (int Lower, int Upper) Of(IEnumerable<(string Patient, int Change)> changes, int patients = 1_000_000)
    {
        var bootstrap = new ChangeBootstrap();
        foreach (var (patient, change) in changes) bootstrap.Add(patient, change);
        return bootstrap.ToInterval(patients);
    }
}
