using System.Diagnostics.Metrics;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class FieldInfluenceTests : IDisposable
{
    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void An_influence_is_what_the_probability_loses_without_the_field()
    {
        using var engine = _some.Open(SomeModel.Proposing(_some.Write(groups: 2)), new ScoringOptions { PackSize = 5, CacheShare = 0, InfluenceDrugs = 3, InfluenceBudget = 100 });
        var prompt = SomeModel.Prompt("abc def ghi");
        prompt = prompt with { Segments = [new PromptSegment("Diagnose", 9, 4, null), new PromptSegment("Notes", 13, 4, null), new PromptSegment("Diagnose", 17, 3, null)] };
        var scores = engine.Score([engine.Prepare(prompt)])[0];
        var without = engine.Score([engine.Prepare(prompt with { Prefix = prompt.Prefix.Remove(17, 3).Remove(9, 4), Segments = [] })])[0];
        var proposed = scores.Scores.Where(score => score.Probability >= score.Threshold).OrderByDescending(score => score.Probability).Take(3).ToArray();
        Assert.NotEmpty(proposed);
        Assert.Equal(2 * proposed.Length, scores.Influences.Length);
        foreach (var score in proposed)
        {
            var influence = Assert.Single(scores.Influences, influence => influence.Drug == score.Drug && influence.Field == "Diagnose");
            Assert.Equal(score.Probability - without.Scores.Single(other => other.Drug == score.Drug).Probability, influence.Drop, 1e-5);
        }
    }

    [Fact]
    public void Without_budget_there_are_no_influences_and_the_scores_are_the_same()
    {
        using var off = _some.Open(_some.Write());
        using var on = _some.Open(_some.Write(), new ScoringOptions { PackSize = 5, CacheShare = 0, InfluenceDrugs = 3, InfluenceBudget = 0 });
        var prompt = SomeModel.Prompt("abc def") with { Segments = [new PromptSegment("A", 9, 3, null), new PromptSegment("B", 12, 4, null)] };
        var scores = on.Score([on.Prepare(prompt)])[0];
        Assert.Empty(scores.Influences);
        SomeModel.AssertSame(SomeModel.Logits(off, prompt), SomeModel.Logits(scores));
    }

    [Fact]
    public void The_budget_is_counted_in_tokens_so_that_a_request_is_always_explained_alike()
    {
        var package = SomeModel.Proposing(_some.Write());
        var prompt = SomeModel.Prompt("abc def") with { Segments = [new PromptSegment("A", 9, 3, null), new PromptSegment("B", 12, 4, null)] };
        using var all = _some.Open(package, new ScoringOptions { PackSize = 5, CacheShare = 0, InfluenceDrugs = 3, InfluenceBudget = 1 });
        // A field costs its prefix and three candidates of 23.
        using var none = _some.Open(package, new ScoringOptions { PackSize = 5, CacheShare = 0, InfluenceDrugs = 3, InfluenceBudget = 0.05 });
        Assert.Equal(["A", "B"], Fields(all));
        Assert.Equal(["A", "B"], Fields(all));
        Assert.Empty(Fields(none));

        IEnumerable<string> Fields(IScoringEngine engine) => engine.Score([engine.Prepare(prompt)])[0].Influences.Select(influence => influence.Field).Distinct().Order();
    }

    [Fact]
    public void When_memory_runs_out_meanwhile_the_scores_stand_with_what_was_explained_so_far()
    {
        using var engine = _some.Open(SomeModel.Proposing(_some.Write()), new ScoringOptions { PackSize = 5, CacheShare = 0 });
        var prompt = SomeModel.Prompt("abc def") with { Segments = [new PromptSegment("A", 9, 3, null), new PromptSegment("B", 12, 4, null)] };
        var whole = engine.Score([engine.Prepare(prompt)])[0];
        Assert.Equal(["A", "B"], whole.Influences.Select(influence => influence.Field).Distinct().Order());

        var (readings, cut, thread) = (0, 0L, Environment.CurrentManagedThreadId);
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId != thread) return; // Another test.
            if (instrument.Name == "medrec.explanations.cut_short") cut += value;
            // The scoring, and the first field; at the second another lane has taken everything.
            if (instrument.Name == "medrec.prefix_cache.lookups" && ++readings == 3) Assert.True(_some.Budget.TryReserve(_some.Budget.Cap - _some.Budget.Reserved));
        });
        var read = engine.Prepare(prompt);
        listener.Start();
        var scores = engine.Score([read])[0];
        SomeModel.AssertSame(SomeModel.Logits(whole), SomeModel.Logits(scores));
        Assert.Equal(["A"], scores.Influences.Select(influence => influence.Field).Distinct());
        Assert.Equal(1, cut);
    }

    [Fact]
    public void A_cohort_is_scored_without_influences_and_gets_the_same_scores()
    {
        using var engine = _some.Open(SomeModel.Proposing(_some.Write()), new ScoringOptions { PackSize = 5, CacheShare = 0 });
        var prompt = SomeModel.Prompt("abc def") with { Segments = [new PromptSegment("A", 9, 3, null)] };
        var (live, cohort) = (engine.Score([engine.Prepare(prompt)])[0], engine.ScoreRepeatably([engine.Prepare(prompt)])[0]);
        Assert.NotEmpty(live.Influences);
        Assert.Empty(cohort.Influences);
        SomeModel.AssertSame(SomeModel.Logits(live), SomeModel.Logits(cohort));
    }
}
