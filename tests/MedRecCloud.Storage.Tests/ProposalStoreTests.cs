using System.Text;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Storage.Tests;

[Collection(nameof(StorageCollection))]
public sealed class ProposalStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ProposalStore _store = new(storage.Service);

    [Fact]
    public async Task A_stored_outcome_is_current_and_its_bundle_readable()
    {
        Assert.True(await Store(Outcome("fresh", "a", s_noon)));

        var current = await _store.ReadCurrentAsync("default", "fresh", default);
        Assert.Equal("a", current!.Key);
        Assert.Equal("bundle a", Encoding.UTF8.GetString((await _store.ReadBundleAsync(current.Bundle, default))!.Value.Span));
    }

    [Fact]
    public async Task An_older_context_never_replaces_a_newer_one_and_is_kept_all_the_same()
    {
        await Store(Outcome("order", "new", s_noon));

        Assert.False(await Store(Outcome("order", "old", s_noon.AddMinutes(-1))));

        Assert.Equal("new", (await _store.ReadCurrentAsync("default", "order", default))!.Key);
        Assert.NotNull(await _store.ReadBundleAsync("order/old.json", default));
    }

    [Fact]
    public async Task Storing_the_same_result_again_changes_nothing()
    {
        await Store(Outcome("again", "a", s_noon));

        Assert.False(await Store(Outcome("again", "a", s_noon), "another text"));

        Assert.Equal("bundle a", Encoding.UTF8.GetString((await _store.ReadBundleAsync("again/a.json", default))!.Value.Span));
    }

    [Fact]
    public async Task A_withdrawal_is_not_undone_by_a_result_of_the_same_moment()
    {
        await Store(Outcome("withdrawn", "w", s_noon) with { Outcome = "withdrawn", Reason = "deleted" });

        Assert.False(await Store(Outcome("withdrawn", "late", s_noon)));
        Assert.True(await Store(Outcome("withdrawn", "newer", s_noon.AddSeconds(1))));
    }

    [Fact]
    public async Task Twenty_writers_at_once_leave_the_newest_standing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store(Outcome("race", $"k{i:00}", s_noon.AddSeconds(i * 7 % 20)))));

        Assert.Equal(s_noon.AddSeconds(19), (await _store.ReadCurrentAsync("default", "race", default))!.AsOf);
    }

    [Fact]
    public async Task Other_servers_have_folders_of_their_own_and_the_list_names_each_encounter_once()
    {
        await Store(Outcome("shared-id", "a", s_noon));
        await Store(Outcome("shared-id", "b", s_noon) with { Server = "clinic", Bundle = "clinic~shared-id/b.json" });

        var listed = new List<CurrentOutcome>();
        await foreach (var current in _store.ListCurrentAsync(default)) listed.Add(current);
        Assert.Equal(["clinic", "default"], listed.Where(current => current.Encounter.Id == "shared-id").Select(current => current.Server).Order());
    }

    [Fact]
    public async Task A_shadow_result_never_becomes_current()
    {
        await _store.StoreShadowAsync(Outcome("shadow", "s", s_noon), Encoding.UTF8.GetBytes("{}"), default);

        Assert.Null(await _store.ReadCurrentAsync("default", "shadow", default));
        Assert.NotNull(await _store.ReadBundleAsync("shadow/shadow/s.json", default));
    }

    private Task<bool> Store(CurrentOutcome outcome, string? text = null) => _store.StoreAsync(outcome, Encoding.UTF8.GetBytes(text ?? "bundle " + outcome.Key), default);

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
}
