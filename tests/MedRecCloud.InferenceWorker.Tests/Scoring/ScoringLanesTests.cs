using MedRecCloud.Clinical.Scoring;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class ScoringLanesTests : IDisposable
{
    private static readonly DateTimeOffset s_far = DateTimeOffset.MaxValue;

    private readonly FakeTimeProvider _time = new();
    private readonly WorkerMetrics _metrics = new();
    private readonly CostRate _rate = new();
    private readonly ScoringLanes _lanes;

    public ScoringLanesTests() => _lanes = new ScoringLanes(1, _time, _metrics, NullLogger<ScoringLanes>.Instance);

    public void Dispose()
    {
        _lanes.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Live_goes_before_cohort_before_shadow_and_the_shortest_deadline_first()
    {
        using var engine = new FakeEngine("m");
        var now = _time.GetUtcNow();
        List<Task> answers = [Ask(engine, "running", ScoringPriority.Cohort, s_far)];
        await engine.Entered.WaitAsync();
        answers.Add(Ask(engine, "shadow", ScoringPriority.Shadow, now.AddHours(1)));
        answers.Add(Ask(engine, "cohort", ScoringPriority.Cohort, now.AddHours(1)));
        answers.Add(Ask(engine, "later", ScoringPriority.Live, now.AddHours(3)));
        answers.Add(Ask(engine, "sooner", ScoringPriority.Live, now.AddHours(2)));
        engine.Finish(5);
        await Task.WhenAll(answers);
        Assert.Equal(["running", "sooner", "later", "cohort", "shadow"], engine.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_cohort_delays_a_live_request_by_one_batch_at_most()
    {
        using var engine = new FakeEngine("m", new BatchLimit(4, long.MaxValue));
        List<Task> answers = [.. Enumerable.Range(0, 20).Select(i => Ask(engine, $"cohort {i}", ScoringPriority.Cohort, s_far))];
        await engine.Entered.WaitAsync();
        answers.Add(Ask(engine, "live", ScoringPriority.Live, s_far));
        engine.Finish(20);
        await Task.WhenAll(answers);
        Assert.Contains("live", engine.Batches[1]);
        Assert.All(engine.Batches, batch => Assert.True(batch.Length <= 4));
    }

    [Fact]
    public async Task Prompts_asked_together_share_their_call_with_no_others_and_wait_for_live_ones()
    {
        using var engine = new FakeEngine("m", new BatchLimit(8, long.MaxValue));
        List<Task> answers = [Ask(engine, "running", ScoringPriority.Cohort, s_far)];
        await engine.Entered.WaitAsync();
        answers.Add(Together(engine, "a", "b"));
        answers.Add(Together(engine, "c"));
        answers.Add(Ask(engine, "live", ScoringPriority.Live, s_far));
        engine.Finish(4);
        await Task.WhenAll(answers);
        Assert.Equal(["running", "live", "a b", "c"], engine.Batches.Select(batch => string.Join(' ', batch)));
        Assert.Equal(["a", "b"], (await (Task<System.Collections.Immutable.ImmutableArray<CandidateScores>>)answers[1]).Select(scores => scores.Scores[0].Drug));
    }

    [Fact]
    public async Task A_batch_holds_one_model_and_its_cost_limit()
    {
        using var first = new FakeEngine("a", new BatchLimit(10, 2));
        using var second = new FakeEngine("b", new BatchLimit(10, 2));
        List<Task> answers = [Ask(first, "running", ScoringPriority.Live, s_far)];
        await first.Entered.WaitAsync();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(Ask(first, $"a{i}", ScoringPriority.Live, s_far));
            answers.Add(Ask(second, $"b{i}", ScoringPriority.Live, s_far));
        }

        first.Finish(10);
        second.Finish(10);
        await Task.WhenAll(answers);
        Assert.All(first.Batches.Concat(second.Batches), batch => Assert.True(batch.Length <= 2));
        Assert.Equal(["b0", "b1", "b2"], second.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task What_cannot_be_answered_in_time_is_refused_before_it_starts()
    {
        using var engine = new FakeEngine("m");
        _rate.Learn(1, TimeSpan.FromSeconds(10));
        var running = Ask(engine, "running", ScoringPriority.Live, s_far);
        await engine.Entered.WaitAsync();
        var waiting = Ask(engine, "waiting", ScoringPriority.Live, _time.GetUtcNow().AddSeconds(15));
        await Assert.ThrowsAsync<TimeoutException>(() => Ask(engine, "behind", ScoringPriority.Live, _time.GetUtcNow().AddSeconds(16)));
        await Assert.ThrowsAsync<TimeoutException>(() => Ask(engine, "hopeless", ScoringPriority.Live, _time.GetUtcNow().AddSeconds(9)));

        // Time passes while it waits: when its turn comes, it is too late.
        _time.Advance(TimeSpan.FromSeconds(10));
        engine.Finish(2);
        await running;
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Equal(["running"], engine.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_fallback_answers_after_the_deadline_and_before_those_that_have_time()
    {
        using var engine = new FakeEngine("m");
        _rate.Learn(1, TimeSpan.FromSeconds(10));
        List<Task> answers = [Ask(engine, "running", ScoringPriority.Live, s_far)];
        await engine.Entered.WaitAsync();
        answers.Add(Ask(engine, "has time", ScoringPriority.Live, _time.GetUtcNow().AddHours(1)));
        answers.Add(Ask(engine, "late", ScoringPriority.Live, _time.GetUtcNow().AddSeconds(-5), evenLate: true));
        engine.Finish(3);
        await Task.WhenAll(answers);
        Assert.Equal(["running", "late", "has time"], engine.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_failure_belongs_to_its_batch_and_the_lane_goes_on()
    {
        using var engine = new FakeEngine("m") { Failure = new InvalidOperationException("broken") };
        engine.Finish();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(engine, "first", ScoringPriority.Live, s_far));
        engine.Failure = null;
        engine.Finish();
        Assert.Equal("second", (await Ask(engine, "second", ScoringPriority.Live, s_far)).Scores[0].Drug);
    }

    [Fact]
    public async Task Nothing_is_computed_for_whom_nobody_waits()
    {
        using var engine = new FakeEngine("m");
        using var cancellation = new CancellationTokenSource();
        var running = Ask(engine, "running", ScoringPriority.Live, s_far);
        await engine.Entered.WaitAsync();
        var cancelled = _lanes.ScoreAsync(engine, _rate, new FakeEngine.Named("cancelled", 1), ScoringPriority.Live, s_far, false, cancellation.Token);
        await cancellation.CancelAsync();
        engine.Finish(2);
        await running;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Single(engine.Batches);
    }

    [Fact]
    public async Task Disposing_ends_what_runs_and_cancels_what_waits()
    {
        using var engine = new FakeEngine("m");
        var lanes = new ScoringLanes(1, _time, _metrics, NullLogger<ScoringLanes>.Instance);
        var running = lanes.ScoreAsync(engine, _rate, new FakeEngine.Named("running", 1), ScoringPriority.Live, s_far, false, default);
        await engine.Entered.WaitAsync();
        var waiting = lanes.ScoreAsync(engine, _rate, new FakeEngine.Named("waiting", 1), ScoringPriority.Live, s_far, false, default);
        var disposed = Task.Run(lanes.Dispose);
        await Task.Delay(50);
        engine.Finish();
        await disposed;
        Assert.Equal("running", (await running).Scores[0].Drug);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task<CandidateScores> Ask(FakeEngine engine, string name, ScoringPriority priority, DateTimeOffset deadline, bool evenLate = false) =>
        _lanes.ScoreAsync(engine, _rate, new FakeEngine.Named(name, 1), priority, deadline, evenLate, default);

    private Task<System.Collections.Immutable.ImmutableArray<CandidateScores>> Together(FakeEngine engine, params string[] names) =>
        _lanes.ScoreTogetherAsync(engine, _rate, [.. names.Select(name => (IPreparedPrompt)new FakeEngine.Named(name, 1))], ScoringPriority.Cohort, s_far, default);
}
