using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class RepeatableScoringTests : IDisposable
{
    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void What_was_measured_at_start_does_not_move_a_bit_of_repeatable_scores()
    {
        var package = _some.Write(ModelKind.Lamo);
        using var measured = (LamoEngine)_some.Open(package, new ScoringOptions { CacheShare = 0 });
        using var other = (LamoEngine)_some.Open(package, new ScoringOptions { CacheShare = 0 });
        measured.UsePacksOf(6);
        other.UsePacksOf(12);
        for (var seed = 0; seed < 5; seed++)
        {
            var prompt = SomeModel.Prompt(seed);
            Assert.Equal(
                SomeModel.Logits(measured.ScoreRepeatably([measured.Prepare(prompt)])[0]),
                SomeModel.Logits(other.ScoreRepeatably([other.Prepare(prompt)])[0]));
        }
    }
}
