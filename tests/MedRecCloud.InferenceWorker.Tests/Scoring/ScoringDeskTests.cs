using MedRecCloud.Clinical.Scoring;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class ScoringDeskTests : IDisposable
{
    private readonly SomeModel _some = new();
    private readonly List<LoadedModel> _loaded = [];

    public void Dispose()
    {
        foreach (var model in _loaded) model.Release();
        _some.Dispose();
    }

    [Fact]
    public async Task In_time_the_model_asked_for_answers()
    {
        using var worker = new SomeWorker(_some);
        var scored = await worker.Desk.ScoreAsync(SomeWorker.Request(), await LoadAsync(1), await LoadAsync(2), ScoringPriority.Live, DateTimeOffset.MaxValue, default);
        Assert.Equal("seed-1", scored.Scores.Model.Version);
        Assert.Null(scored.Scores.Degraded);
    }

    [Fact]
    public async Task Past_the_deadline_the_fallback_answers_and_says_so()
    {
        using var worker = new SomeWorker(_some);
        var scored = await worker.Desk.ScoreAsync(SomeWorker.Request(), await LoadAsync(1), await LoadAsync(2), ScoringPriority.Live, DateTimeOffset.MinValue, default);
        Assert.Equal(("seed-2", "deadline"), (scored.Scores.Model.Version, scored.Scores.Degraded));
        Assert.Equal("seed-2", scored.Manifest.Version);
    }

    [Fact]
    public async Task Past_the_deadline_without_a_fallback_late_is_better_than_never()
    {
        using var worker = new SomeWorker(_some);
        var scored = await worker.Desk.ScoreAsync(SomeWorker.Request(), await LoadAsync(1), null, ScoringPriority.Live, DateTimeOffset.MinValue, default);
        Assert.Equal(("seed-1", (string?)null), (scored.Scores.Model.Version, scored.Scores.Degraded));
    }

    [Fact]
    public async Task Above_the_memory_cap_the_fallback_answers_and_nothing_stays_reserved()
    {
        var fallback = await LoadAsync(2);
        var roomy = _some.Budget;
        _some.Budget = new MemoryBudget(16 << 20);
        var small = await LoadAsync(1, new ScoringOptions { PackSize = 1, CacheShare = 0 });
        using var worker = new SomeWorker(_some);
        var reserved = Math.Max(0, _some.Budget.Cap - (200 << 10));
        Assert.True(_some.Budget.TryReserve(reserved));
        var request = SomeWorker.Request(conditions: 20);
        var scored = await worker.Desk.ScoreAsync(request, small, fallback, ScoringPriority.Live, DateTimeOffset.MaxValue, default);
        Assert.Equal(("seed-2", "memory"), (scored.Scores.Model.Version, scored.Scores.Degraded));
        await Assert.ThrowsAsync<MemoryExhaustedException>(() => worker.Desk.ScoreAsync(request, small, null, ScoringPriority.Live, DateTimeOffset.MaxValue, default));
        Assert.Equal(reserved, _some.Budget.Reserved);
        Assert.Equal(0, roomy.Reserved);
    }

    [Fact]
    public async Task A_prompt_over_the_context_length_loses_its_oldest_history_and_says_so()
    {
        using var worker = new SomeWorker(_some);
        var request = SomeWorker.Request(conditions: 200);
        var scored = await worker.Desk.ScoreAsync(request, await LoadAsync(1), await LoadAsync(2), ScoringPriority.Live, DateTimeOffset.MaxValue, default);
        Assert.Equal("seed-1", scored.Scores.Model.Version);
        Assert.Matches("^[0-9]+ oldest conditions$", Assert.Single(scored.Scores.Cut));
        Assert.Contains("condition 0", scored.Request.Prompt.Prefix, StringComparison.Ordinal);
        Assert.DoesNotContain("condition 199", scored.Request.Prompt.Prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_that_cannot_be_cut_goes_to_the_fallback()
    {
        using var worker = new SomeWorker(_some);
        // A template whose shortest prompt is still too long.
        var desk = new ScoringDesk(worker.Lanes, new KnownTemplates([new SomeTemplate(head: new string('x', 900))]), _some.Metrics, NullLogger<ScoringDesk>.Instance);
        var request = SomeWorker.Request();
        request = request with { Prompt = request.Prompt with { Prefix = new string('x', 2000) } };
        using var student = new FakeEngine("student");
        student.Finish();
        var fallback = new LoadedModel(new AvailableModel("student", "1", ModelKind.LeaderStudent), _some.Write(), student, _ => { });
        var primary = await LoadAsync(1);
        var scored = await desk.ScoreAsync(request, primary, fallback, ScoringPriority.Live, DateTimeOffset.MaxValue, default);
        Assert.Equal("prompt length", scored.Scores.Degraded);
        await Assert.ThrowsAsync<PromptTooLongException>(() => desk.ScoreAsync(request, primary, null, ScoringPriority.Live, DateTimeOffset.MaxValue, default));
    }

    private async Task<LoadedModel> LoadAsync(int seed, ScoringOptions? options = null)
    {
        var package = _some.Write(seed: seed);
        var source = new AvailableModel(package.Manifest.Name, package.Manifest.Version, package.Kind);
        var model = await _some.Loader(options).LoadAsync(source, package.Folder, default);
        _loaded.Add(model);
        return model;
    }
}
