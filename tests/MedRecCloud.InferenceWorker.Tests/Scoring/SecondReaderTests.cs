using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Scoring;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class SecondReaderTests : IDisposable
{
    private const double Weight = 0.3, Share = 0.6;

    private readonly SomeModel _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void What_counts_is_the_average_of_what_both_would_say_alone()
    {
        var alone = _some.Write(seed: 11);
        using var first = _some.Open(alone);
        var package = WithSecond(alone);
        using var pair = _some.Open(package);
        using var second = _some.Open(package.Second!);
        foreach (var prompt in Prompts())
        {
            var (both, one, other) = (Score(pair, prompt), Score(first, prompt), Score(second, prompt));
            for (var drug = 0; drug < SomeModel.Drugs; drug++)
            {
                Assert.Equal((1 - Weight) * one.Scores[drug].Probability + Weight * other.Scores[drug].Probability, both.Scores[drug].Probability, 1e-6);
                Assert.Equal(Math.Max(0.5, Share * both.Scores.Max(score => score.Probability)), both.Scores[drug].Threshold, 9);
            }
        }
    }

    [Fact]
    public async Task Worker_and_evaluation_agree_on_such_a_package()
    {
        var package = WithSecond(_some.Write(seed: 12));
        using var engine = _some.Loader(template: PromptTemplates.MedRec2).Open(package);
        using var judge = PackageScorers.Open(package);
        foreach (var prompt in Prompts())
        {
            var (served, judged) = (Score(engine, prompt), await judge.ScoreAsync(prompt, DateTimeOffset.MaxValue, default));
            for (var drug = 0; drug < SomeModel.Drugs; drug++)
            {
                Assert.Equal(judged.Scores[drug].Probability, served.Scores[drug].Probability, 1e-5);
                Assert.Equal(judged.Scores[drug].Threshold, served.Scores[drug].Threshold, 1e-5);
            }
        }
    }

    [Fact]
    public void An_influence_is_what_the_average_loses_when_the_text_lacks_a_field()
    {
        var package = WithSecond(SomeModel.Proposing(_some.Write(seed: 13)));
        using var engine = _some.Open(package, new ScoringOptions { PackSize = 5, CacheShare = 0, InfluenceDrugs = 3, InfluenceBudget = 100 });
        var prompt = Prompts().First();
        prompt = prompt with { Prefix = "Patient: abc def ghi\nDrug:", Segments = [new PromptSegment("Diagnose", 9, 4, null)] };
        var scores = Score(engine, prompt);
        var without = Score(engine, prompt with { Prefix = prompt.Prefix.Remove(9, 4), Segments = [] });
        Assert.NotEmpty(scores.Influences);
        Assert.All(scores.Influences, influence =>
        {
            var place = package.Manifest.Candidates.IndexOf(influence.Drug);
            Assert.Equal(scores.Scores[place].Probability - without.Scores[place].Probability, influence.Drop, 1e-5);
        });
    }

    private static CandidateScores Score(IScoringEngine engine, Prompt prompt) => engine.Score([engine.Prepare(prompt)])[0];

    private static IEnumerable<Prompt> Prompts() =>
        Enumerable.Range(1, 5).Select(seed => SomeStudent.Patient(seed) with { Prefix = SomeModel.Prompt(seed).Prefix });

    private static ModelPackage WithSecond(ModelPackage package)
    {
        SomeStudent.Write(Path.Combine(package.Folder, SecondReader.Folder));
        return ModelPackageWriter.Write(package.Folder, package.Manifest with { Second = new SecondReader(Weight), ShareOfBest = Share }, package.Formulary);
    }
}
