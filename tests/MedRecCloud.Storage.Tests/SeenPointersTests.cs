using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage.Tests;

[Collection(nameof(StorageCollection))]
public sealed class SeenPointersTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CountingPolicy _sent = new();
    private readonly BlobServiceClient _service, _other;

    public SeenPointersTests(StorageFixture storage)
    {
        var options = new BlobClientOptions();
        options.AddPolicy(_sent, HttpPipelinePosition.PerCall);
        (_service, _other) = (new BlobServiceClient(storage.ConnectionString, options), storage.Service);
    }

    [Fact]
    public async Task Who_read_a_pointer_moves_it_with_a_single_request()
    {
        var store = new RequestStore(_service);
        await new RequestStore(_other).MoveLatestAsync(Claim("one", "a", s_noon), default);

        await store.ReadLatestAsync("default", "one", default);
        await store.MoveLatestAsync(Claim("one", "b", s_noon.AddMinutes(1)), default);

        Assert.Equal(2, _sent.Count);
        Assert.Equal("b", (await store.ReadLatestAsync("default", "one", default))!.Key);
    }

    [Fact]
    public async Task A_result_that_follows_another_takes_three_requests()
    {
        await new ProposalStore(_other).StoreAsync(Outcome("three", "a", s_noon), Encoding.UTF8.GetBytes("a"), default);
        var store = new ProposalStore(_service);

        await store.ReadCurrentAsync("default", "three", default);
        Assert.True(await store.StoreAsync(Outcome("three", "b", s_noon.AddMinutes(1)), Encoding.UTF8.GetBytes("b"), default));

        Assert.Equal(3, _sent.Count);
    }

    [Fact]
    public async Task What_another_process_has_moved_since_is_read_again()
    {
        var (mine, others) = (new ProposalStore(_service), new ProposalStore(_other));
        await others.StoreAsync(Outcome("moved", "a", s_noon), Encoding.UTF8.GetBytes("a"), default);
        await mine.ReadCurrentAsync("default", "moved", default);
        await others.StoreAsync(Outcome("moved", "c", s_noon.AddMinutes(2)), Encoding.UTF8.GetBytes("c"), default);

        Assert.False(await mine.StoreAsync(Outcome("moved", "b", s_noon.AddMinutes(1)), Encoding.UTF8.GetBytes("b"), default));

        Assert.Equal("c", (await mine.ReadCurrentAsync("default", "moved", default))!.Key);
    }

    [Fact]
    public async Task A_pointer_removed_since_it_was_read_is_written_again()
    {
        var store = new RequestStore(_service);
        await store.MoveLatestAsync(Claim("removed", "a", s_noon), default);
        await store.ReadLatestAsync("default", "removed", default);
        await _other.GetBlobContainerClient(ContainerNames.Requests).GetBlobClient("removed/latest.json").DeleteAsync();

        await store.MoveLatestAsync(Claim("removed", "b", s_noon.AddMinutes(1)), default);

        Assert.Equal("b", (await store.ReadLatestAsync("default", "removed", default))!.Key);
    }

    [Fact]
    public void Only_so_many_are_kept()
    {
        var seen = new SeenPointers<ClaimCheck>();
        for (var i = 0; i < 3 * SeenPointers<ClaimCheck>.Capacity; i++) seen.Keep($"{i}", new(Claim("many", "a", s_noon), new ETag("1")));

        Assert.InRange(seen.Count, 1, SeenPointers<ClaimCheck>.Capacity);
    }

    private static ClaimCheck Claim(string encounter, string key, DateTimeOffset asOf) => new("default", encounter, $"{encounter}/{key}.json", key, "hash", asOf);

    private static CurrentOutcome Outcome(string encounter, string key, DateTimeOffset asOf) => new()
    {
        Server = "default",
        Encounter = new ResourceKey("Encounter", encounter),
        Outcome = "proposed",
        Bundle = $"{encounter}/{key}.json",
        Key = key,
        ContextHash = "hash",
        AsOf = asOf,
    };

    private sealed class CountingPolicy : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
