using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class PrefixCacheTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SomeModel _some;

    public PrefixCacheTests() => _some = new SomeModel { Time = _time };

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(0, "full")]
    [InlineData(3, "full")]
    [InlineData(3, "candidate-only")]
    public void A_score_never_depends_on_what_the_cache_holds(int groups, string semantics)
    {
        var package = _some.Write(groups: groups, semantics: semantics);
        using var cold = _some.Open(package);
        using var warm = _some.Open(package, new ScoringOptions { PackSize = 5, CacheShare = 0.5, PatientsPerBatch = 3 });
        for (var round = 0; round < 3; round++)
        {
            // Some prompts hit, some miss, and some of a batch do the one and some the other.
            int[] seeds = [round, 1, round + 2];
            var together = warm.Score([.. seeds.Select(seed => warm.Prepare(SomeModel.Prompt(seed, 5 + 7 * seed)))]);
            for (var i = 0; i < seeds.Length; i++) SomeModel.AssertSame(SomeModel.Logits(cold, SomeModel.Prompt(seeds[i], 5 + 7 * seeds[i])), SomeModel.Logits(together[i]));
        }
    }

    [Fact]
    public void Entries_expire_and_give_their_memory_back()
    {
        using var engine = _some.Open(_some.Write(), new ScoringOptions { PackSize = 5, CacheShare = 0.5, CacheLifetime = TimeSpan.FromMinutes(10) });
        SomeModel.Logits(engine, SomeModel.Prompt(1));
        Assert.True(_some.Budget.Reserved > 0);
        Assert.True(_some.Sessions.Ledger.Live > 0);
        // Nobody asks: the health data goes all the same.
        _time.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal(0, _some.Budget.Reserved);
        Assert.Equal(0, _some.Sessions.Ledger.Live);
    }

    [Fact]
    public void The_cache_stays_within_its_share_and_makes_room_for_requests()
    {
        _some.Budget = new MemoryBudget(2 << 20);
        using var engine = _some.Open(_some.Write(), new ScoringOptions { PackSize = 5, CacheShare = 0.2 });
        for (var seed = 0; seed < 40; seed++)
        {
            SomeModel.Logits(engine, SomeModel.Prompt(seed));
            Assert.InRange(_some.Budget.Reserved, 0, (long)(_some.Budget.Cap * 0.2));
        }
    }

    [Fact]
    public void Every_tensor_has_an_owner_that_lets_it_go()
    {
        using (var engine = _some.Open(_some.Write(groups: 2, semantics: "full"), new ScoringOptions { PackSize = 5, CacheShare = 0.1, PatientsPerBatch = 2 }))
        {
            var loaded = _some.Sessions.Ledger.Live;
            for (var seed = 0; seed < 10; seed++) engine.Score([engine.Prepare(SomeModel.Prompt(seed)), engine.Prepare(SomeModel.Prompt(seed + 1, 60))]);
            Assert.True(loaded > 0);
        }

        Assert.Equal(0, _some.Sessions.Ledger.Live);
        Assert.Equal(0, _some.Budget.Reserved);
    }
}
