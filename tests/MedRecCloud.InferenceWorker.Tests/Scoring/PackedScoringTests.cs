using CsCheck;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class PackedScoringTests : IDisposable
{
    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Packed_scores_equal_one_whole_prompt_per_drug()
    {
        var package = _some.Write();
        using var engine = _some.Open(package);
        using var naive = new NaiveLamo(_some, package);
        for (var seed = 1; seed <= 3; seed++)
        {
            var expected = naive.Logits(SomeModel.Prompt(seed));
            Assert.True(expected.Max() - expected.Min() > 1e-3, "Random weights must tell drugs apart, or the comparison shows nothing.");
            SomeModel.AssertSame(expected, SomeModel.Logits(engine, SomeModel.Prompt(seed)));
        }
    }

    [Theory]
    [InlineData("candidate-only")]
    [InlineData("full")]
    public void Groups_are_scored_with_their_own_adapter_as_it_was_trained(string semantics)
    {
        var package = _some.Write(groups: 4, semantics: semantics);
        using var engine = _some.Open(package);
        using var naive = new NaiveLamo(_some, package);
        using var withoutAdapters = _some.Open(_some.Write());
        var prompt = SomeModel.Prompt(5);
        var scores = SomeModel.Logits(engine, prompt);
        SomeModel.AssertSame(naive.Logits(prompt), scores);
        Assert.True(scores.Zip(SomeModel.Logits(withoutAdapters, prompt), (with, without) => Math.Abs(with - without)).Max() > 1e-3);
    }

    [Fact]
    public void Splitting_and_repacking_changes_no_score()
    {
        using var engine = (LamoEngine)_some.Open(_some.Write(groups: 3));
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[1, 1000]).Sample((first, second, seed) =>
        {
            var prompt = SomeModel.Prompt(seed, words: 1 + seed % 50);
            engine.UsePacksOf(first);
            var scores = SomeModel.Logits(engine, prompt);
            engine.UsePacksOf(second);
            SomeModel.AssertSame(scores, SomeModel.Logits(engine, prompt));
        }, iter: 15, threads: 1);
    }

    [Fact]
    public void A_pack_never_outgrows_the_models_position_table()
    {
        var package = _some.Write(drugs: 300);
        using var engine = (LamoEngine)_some.Open(package);
        engine.UsePacksOf(5);
        var scores = SomeModel.Logits(engine, SomeModel.Prompt(7));
        engine.UsePacksOf(300);
        Assert.InRange(engine.PackSize, 6, package.Manifest.ContextTokens / 10);
        SomeModel.AssertSame(scores, SomeModel.Logits(engine, SomeModel.Prompt(7)));
    }

    [Fact]
    public void Permuting_candidates_changes_no_score()
    {
        using var engine = _some.Open(_some.Write());
        using var one = new DecoderParts(_some, _some.Write());
        Gen.Int[1, 1000].Sample(seed =>
        {
            var prepared = (LamoPrompt)engine.Prepare(SomeModel.Prompt(seed));
            int[] order = [.. Enumerable.Range(0, prepared.Candidates.Length)];
            new Random(seed).Shuffle(order);
            var straight = one.Score(prepared, [.. Enumerable.Range(0, order.Length)]);
            SomeModel.AssertSame(straight, one.Score(prepared, order));
        }, iter: 10, threads: 1);
    }

    [Fact]
    public void Patients_in_one_batch_score_as_each_alone()
    {
        using var engine = _some.Open(_some.Write(groups: 2), new ScoringOptions { PackSize = 6, PatientsPerBatch = 4, CacheShare = 0 });
        Gen.Int[1, 1000].List[2, 4].Sample(seeds =>
        {
            // Lengths far apart, so that padding of prefixes and of packs is at work.
            var prompts = seeds.Select(seed => SomeModel.Prompt(seed, words: 1 + seed % 60)).ToArray();
            var together = engine.Score([.. prompts.Select(engine.Prepare)]);
            for (var i = 0; i < prompts.Length; i++) SomeModel.AssertSame(SomeModel.Logits(engine, prompts[i]), SomeModel.Logits(together[i]));
        }, iter: 10, threads: 1);
    }

    [Fact]
    public void The_teacher_scores_patients_in_one_batch_as_each_alone_and_whatever_is_cached()
    {
        using var engine = _some.Open(_some.Write(ModelKind.LeaderTeacher), new ScoringOptions { PatientsPerBatch = 4, CacheShare = 0 });
        using var cached = _some.Open(_some.Write(ModelKind.LeaderTeacher), new ScoringOptions { PatientsPerBatch = 4, CacheShare = 0.5 });
        int[] words = [3, 60, 17];
        var prompts = words.Select(count => SomeModel.Prompt(count, count)).ToArray();
        var together = engine.Score([.. prompts.Select(engine.Prepare)]);
        for (var i = 0; i < prompts.Length; i++)
        {
            SomeModel.AssertSame(SomeModel.Logits(engine, prompts[i]), SomeModel.Logits(together[i]));
            SomeModel.AssertSame(SomeModel.Logits(together[i]), SomeModel.Logits(cached, prompts[i]));
            SomeModel.AssertSame(SomeModel.Logits(together[i]), SomeModel.Logits(cached, prompts[i]));
        }
    }

    [Fact]
    public void The_teacher_sees_a_drugs_own_history_beside_the_prompt()
    {
        using var engine = _some.Open(_some.Write(ModelKind.LeaderTeacher));
        var (never, before) = (SomeModel.Prompt("x"), SomeModel.Prompt("x", (SomeModel.DrugNames()[4], 3)));
        var (one, other) = (SomeModel.Logits(engine, never), SomeModel.Logits(engine, before));
        Assert.Equal([4], Enumerable.Range(0, one.Length).Where(drug => one[drug] != other[drug]));
    }

    [Fact]
    public void Half_precision_scores_stay_close_to_single()
    {
        using var single = _some.Open(_some.Write(groups: 2));
        using var half = _some.Open(_some.Write(groups: 2, precision: Training.Onnx.OnnxType.Float16));
        SomeModel.AssertSame(SomeModel.Logits(single, SomeModel.Prompt(8)), SomeModel.Logits(half, SomeModel.Prompt(8)), tolerance: 0.02);
    }

    [Fact]
    public void One_candidate_and_a_prefix_of_one_token_are_scored()
    {
        var package = _some.Write(drugs: 1);
        using var engine = _some.Open(package);
        using var naive = new NaiveLamo(_some, package);
        var prompt = SomeModel.Prompt("") with { Prefix = "P" };
        SomeModel.AssertSame(naive.Logits(prompt), SomeModel.Logits(engine, prompt));
    }

    [Fact]
    public void A_prefix_of_several_blocks_scores_as_one_pass_does()
    {
        var package = _some.Write();
        using var engine = _some.Open(package);
        using var naive = new NaiveLamo(_some, package);
        var prompt = SomeModel.Prompt(new string('a', 400));
        SomeModel.AssertSame(naive.Logits(prompt), SomeModel.Logits(engine, prompt));
    }
}
