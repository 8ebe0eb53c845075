using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Messaging;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class PipelineTests : IDisposable
{
    private readonly SomeModel _some = new();
    private readonly SomeWorker _worker;

    public PipelineTests() => _worker = new SomeWorker(_some);

    public void Dispose()
    {
        _worker.Dispose();
        _some.Dispose();
    }

    [Fact]
    public async Task A_request_becomes_a_stored_bundle_and_a_current_outcome()
    {
        await ServeAsync();
        var settlement = await _worker.HandleAsync(await _worker.PutAsync(SomeWorker.Request()));
        Assert.IsType<Settlement.Complete>(settlement);
        var current = await _worker.Stores.ReadCurrentAsync("default", "e1", default);
        Assert.NotNull(current);
        Assert.Equal("random-tiny@seed-1", current.Model);
        Assert.Contains(current.Outcome, (string[])["proposed", "abstained"]);
        using var bundle = System.Text.Json.JsonDocument.Parse(_worker.Stores.Bundles[current.Bundle]);
        Assert.Equal("Bundle", bundle.RootElement.GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task The_same_message_twice_stores_one_result()
    {
        await ServeAsync();
        var claim = await _worker.PutAsync(SomeWorker.Request());
        Assert.IsType<Settlement.Complete>(await _worker.HandleAsync(claim));
        Assert.IsType<Settlement.Complete>(await _worker.HandleAsync(claim));
        using var models = _worker.Catalog.Acquire()!;
        var again = await _worker.Pipeline.RunAsync(claim, models, ScoringPriority.Live, DateTimeOffset.MaxValue, default);
        Assert.Equal(new PipelineResult.Skipped("already-stored"), again);
        Assert.Single(_worker.Stores.Bundles);
    }

    [Fact]
    public async Task A_request_that_has_been_overtaken_is_skipped()
    {
        await ServeAsync();
        var older = await _worker.PutAsync(SomeWorker.Request(hash: "h1", minute: 0));
        await _worker.PutAsync(SomeWorker.Request(hash: "h2", minute: 5));
        using var models = _worker.Catalog.Acquire()!;
        Assert.Equal(new PipelineResult.Skipped("newer-request"), await _worker.Pipeline.RunAsync(older, models, ScoringPriority.Live, DateTimeOffset.MaxValue, default));
        Assert.Empty(_worker.Stores.Bundles);
    }

    [Fact]
    public async Task Any_order_and_any_repetition_end_in_the_newest_outcome()
    {
        await ServeAsync();
        var claims = new List<Clinical.Prompts.ClaimCheck>();
        for (var i = 0; i < 5; i++) claims.Add(await _worker.Stores.PutAsync(SomeWorker.Request(hash: $"h{i}", minute: i), default));
        var order = claims.Concat(claims).ToArray();
        new Random(3).Shuffle(order);
        await Task.WhenAll(order.Select(claim => _worker.HandleAsync(claim)));
        Assert.Equal("h4", (await _worker.Stores.ReadCurrentAsync("default", "e1", default))!.ContextHash);
    }

    [Fact]
    public async Task A_malformed_body_is_dead_lettered_without_its_content()
    {
        await ServeAsync();
        foreach (var body in (string[])["{", "[]", "null", "{\"server\":\"secret\"}", ""])
        {
            var settlement = Assert.IsType<Settlement.DeadLetter>(await _worker.HandleAsync(System.Text.Encoding.UTF8.GetBytes(body)));
            Assert.DoesNotContain("secret", settlement.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_whose_blob_is_gone_is_dead_lettered()
    {
        await ServeAsync();
        var claim = await _worker.PutAsync(SomeWorker.Request());
        Assert.Equal("RequestGone", Assert.IsType<Settlement.DeadLetter>(await _worker.HandleAsync(claim with { Blob = "e1/other.json", Key = "other" })).Reason);
    }

    [Fact]
    public async Task Without_a_model_a_message_goes_back()
    {
        var claim = await _worker.PutAsync(SomeWorker.Request());
        Assert.IsType<Settlement.Abandon>(await _worker.HandleAsync(claim));
    }

    [Fact]
    public async Task A_storage_failure_reaches_the_policy_which_sends_the_message_back()
    {
        await ServeAsync();
        _worker.Stores.Failure = new HttpRequestException("away");
        var claim = await _worker.PutAsync(SomeWorker.Request());
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => _worker.HandleAsync(claim));
        Assert.IsType<Settlement.Abandon>(new WorkerSettlementPolicy().For(error));
        _worker.Stores.Failure = null;
        Assert.IsType<Settlement.Complete>(await _worker.HandleAsync(claim));
    }

    [Fact]
    public async Task A_shadow_scores_the_same_requests_and_its_results_lie_apart()
    {
        var primary = _worker.Source.Add(_some.Write(seed: 1));
        var shadow = _worker.Source.Add(_some.Write(seed: 2));
        await _worker.Catalog.UseAsync(new ModelChoice(primary, null, shadow), default);
        await _worker.Shadow.StartAsync(default);
        await _worker.HandleAsync(await _worker.PutAsync(SomeWorker.Request()));
        while (_worker.Stores.Shadows.IsEmpty) await Task.Delay(10);
        await _worker.Shadow.StopAsync(default);
        Assert.Equal("random-tiny@seed-2", Assert.Single(_worker.Stores.Shadows.Values).Model);
        Assert.Equal("random-tiny@seed-1", (await _worker.Stores.ReadCurrentAsync("default", "e1", default))!.Model);
        Assert.Single(_worker.Stores.Bundles);
    }

    private Task ServeAsync() => _worker.Catalog.UseAsync(new ModelChoice(_worker.Source.Add(_some.Write()), null, null), default);
}
