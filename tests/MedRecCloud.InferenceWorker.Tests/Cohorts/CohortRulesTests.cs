using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker.Tests;

public sealed class CohortRulesTests
{
    private static readonly ModelManifest s_model = new()
    {
        Format = 1, Name = "m", Version = "1", Kind = "lamo", PromptTemplate = "t", Candidates = ["a", "b", "c"], Thresholds = [0.1, 0.3, 0.2], ShareOfBest = 0.5,
        Calibration = new Calibration(1, 0), Files = ImmutableSortedDictionary<string, string>.Empty,
    };

    [Theory]
    [InlineData(0.9, 0.35, 0.25)]
    [InlineData(0.2, 0.35, 0.15)]
    [InlineData(0.05, 0.02, 0.01)]
    public void A_manifest_that_repeats_the_packages_thresholds_changes_nothing(double a, double b, double c)
    {
        var own = Scores(a, b, c);
        var manifest = Manifest() with { Thresholds = s_model.Candidates.Zip(s_model.Thresholds).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second) };
        Assert.Equal(own.Scores.AsEnumerable(), CohortRules.Apply(own, manifest, s_model)!.Scores);
        Assert.Equal(own.Scores.AsEnumerable(), CohortRules.Apply(own, manifest with { Formulary = s_model.Candidates }, s_model)!.Scores);
    }

    [Fact]
    public void A_threshold_of_the_manifest_stands_in_place_of_the_packages_and_the_share_of_the_best_stays()
    {
        var scores = CohortRules.Apply(Scores(0.9, 0.5, 0.1), Manifest() with { Thresholds = ImmutableSortedDictionary<string, double>.Empty.Add("a", 0.95).Add("b", 0), Formulary = ["a", "b"] }, s_model)!;
        Assert.Equal([("a", 0.95), ("b", 0.45)], scores.Scores.Select(score => (score.Drug, score.Threshold)));
    }

    [Fact]
    public void A_formulary_without_any_drug_of_the_model_leaves_nothing() => Assert.Null(CohortRules.Apply(Scores(0.9, 0.5, 0.1), Manifest() with { Formulary = ["z"] }, s_model));

    [Fact]
    public void Known_is_what_any_of_the_models_knows_and_without_a_model_nobody_can_say()
    {
        var manifest = Manifest() with { Thresholds = ImmutableSortedDictionary<string, double>.Empty.Add("z", 1), Formulary = ["y", "a", "d", "z"] };
        Assert.Equal(["y", "z"], CohortRules.Unknown(manifest, [s_model, s_model with { Candidates = ["d"] }]).AsEnumerable());
        Assert.Empty(CohortRules.Unknown(manifest, []));
    }

    private static CohortManifest Manifest() => new() { Source = new CohortSource { Folder = "x" } };

    private static CandidateScores Scores(params double[] probabilities)
    {
        var thresholds = s_model.ThresholdsAmong(probabilities);
        return new CandidateScores([.. probabilities.Select((probability, i) => new MedicationScore(s_model.Candidates[i], probability, 0, thresholds[i]))], new ModelVersion("m", "1", ModelKind.Lamo, "t", "0"));
    }
}
