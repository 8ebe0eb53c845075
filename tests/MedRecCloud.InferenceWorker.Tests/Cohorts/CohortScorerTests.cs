using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Models.Packages;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class CohortScorerTests
{
    private static readonly CohortShardMessage s_message = new(SomeCohort.Id, 1);
    private static readonly CohortManifest s_manifest = new() { Source = new CohortSource { Folder = "x" } };

    [Fact]
    public async Task One_encounter_that_the_model_stumbles_over_does_not_take_its_batch_along()
    {
        using var some = new SomeCohort();
        using var package = new SomeModel();
        var engine = new Stumbling(package.Open(package.Write(ModelKind.Lamo)), "condition 0 bad");
        var model = new LoadedModel(some.Lamo, package.Write(ModelKind.Lamo), engine, _ => { });
        var answers = await some.Scorer.ScoreAsync(s_message, s_manifest, model, null, [Asked(0, "good"), Asked(1, "bad"), Asked(2, "fine")], DateTimeOffset.MaxValue, default);
        Assert.Equal(["e0", "e1", "e2"], answers.Select(answer => answer.Line.Encounter));
        Assert.Equal(("failed", "error-invalid-operation-exception"), (answers[1].Line.Outcome, answers[1].Line.Reason));
        Assert.All((int[])[0, 2], i => Assert.NotEqual("failed", answers[i].Line.Outcome));
        model.Release();
    }

    [Fact]
    public async Task Exhausted_memory_is_no_fault_of_an_encounter()
    {
        using var some = new SomeCohort();
        using var package = new SomeModel();
        var model = new LoadedModel(some.Lamo, package.Write(ModelKind.Lamo), new Exhausted(package.Open(package.Write(ModelKind.Lamo))), _ => { });
        await Assert.ThrowsAsync<MemoryExhaustedException>(() => some.Scorer.ScoreAsync(s_message, s_manifest, model, null, [Asked(0, "a")], DateTimeOffset.MaxValue, default));
        model.Release();
    }

    [Fact]
    public void A_student_is_asked_about_the_same_codes_histories_and_aspects_as_for_a_live_event()
    {
        using var some = new SomeCohort();
        using var package = new SomeModel();
        var folder = Directory.CreateTempSubdirectory("medrec-cohort-student-");
        var student = SomeStudent.Write(folder.FullName);
        var model = new LoadedModel(some.Student, student, package.Open(student), _ => { });
        var context = SomeWorker.Request("e0", "cough").Context;
        var live = PromptTemplates.MedRec2.Compose(context, 12_000);
        var asked = CohortPrompts.Request(context, SomeCohort.Id, s_manifest, model, PromptTemplates.MedRec2).Prompt;
        Assert.Empty(asked.Prefix);
        Assert.Equal(Read(live), Read(asked));
        model.Release();
        folder.Delete(recursive: true);

        static string Read(Prompt prompt) => JsonSerializer.Serialize(new { prompt.Codes, prompt.Histories, prompt.Aspects }, ClinicalJson.Options);
    }

    private static AskedEncounter Asked(int index, string word)
    {
        var context = SomeWorker.Request($"e{index}", word).Context;
        return new AskedEncounter(index, "p", new CohortEncounter { Id = $"e{index}" }, new EncounterCut(context, [], null));
    }

    private class Wrapped(IScoringEngine inner) : IScoringEngine
    {
        public ModelVersion Version => inner.Version;

        public BatchLimit Batch => new(32, long.MaxValue);

        public IPreparedPrompt Prepare(Prompt prompt) => new Kept(prompt, inner.Prepare(prompt));

        public virtual ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts) => inner.Score([.. prompts.Select(prompt => ((Kept)prompt).Inner)]);

        public void Dispose() => inner.Dispose();

        protected sealed record Kept(Prompt Prompt, IPreparedPrompt Inner) : IPreparedPrompt
        {
            public long Cost => Inner.Cost;
        }
    }

    private sealed class Stumbling(IScoringEngine inner, string over) : Wrapped(inner)
    {
        public override ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts) =>
            prompts.Any(prompt => ((Kept)prompt).Prompt.Prefix.Contains(over)) ? throw new InvalidOperationException("Not this one.") : base.Score(prompts);
    }

    private sealed class Exhausted(IScoringEngine inner) : Wrapped(inner)
    {
        public override ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts) => throw new MemoryExhaustedException(1, 1);
    }
}
