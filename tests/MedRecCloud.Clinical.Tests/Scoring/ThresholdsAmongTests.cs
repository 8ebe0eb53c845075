using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Some;

namespace MedRecCloud.Clinical.Tests.Scoring;

public sealed class ThresholdsAmongTests
{
    private static readonly ModelManifest Two = Model.Manifest("a", "b") with { Thresholds = [0.1, 0.3] };

    [Fact]
    public void Without_a_share_every_drug_keeps_its_own_threshold() => Assert.Equal([0.1, 0.3], Two.ThresholdsAmong([0.9, 0.2]).AsEnumerable());

    [Fact]
    public void Beside_a_certain_drug_a_doubtful_one_needs_a_share_of_its_probability() =>
        Assert.Equal([0.36, 0.36], (Two with { ShareOfBest = 0.4 }).ThresholdsAmong([0.9, 0.2]).Select(threshold => Math.Round(threshold, 9)));

    [Fact]
    public void Among_doubtful_drugs_the_own_thresholds_hold() => Assert.Equal([0.1, 0.3], (Two with { ShareOfBest = 0.4 }).ThresholdsAmong([0.2, 0.15]).AsEnumerable());

    [Fact]
    public void The_best_drug_itself_is_never_kept_back_by_the_share() =>
        Assert.All(Enumerable.Range(0, 101), step => Assert.True(
            step / 100.0 < 0.1 || step / 100.0 >= (Two with { ShareOfBest = 1 }).ThresholdsAmong([step / 100.0, 0])[0]));

    [Fact]
    public void Two_readers_are_averaged_by_weight()
    {
        Assert.Equal(0.5, new SecondReader(0.5).Average(0.2, 0.8), 12);
        Assert.Equal(0.35, new SecondReader(0.25).Average(0.2, 0.8), 12);
    }
}
