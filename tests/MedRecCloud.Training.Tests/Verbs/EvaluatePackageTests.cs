using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Scoring;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Verbs;

/// <summary>Packages of every kind of decoder under judgement. Their weights are random: what is tested is that they are asked rightly, not what they know.</summary>
public sealed class EvaluatePackageTests : IDisposable
{
    private static readonly string[] Drugs = ["lisinopril", "amoxicillin", "ibuprofen", "aspirin"];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task On_data_that_no_model_saw_models_are_judged_on_every_encounter_and_baselines_cross_fitted()
    {
        Clinic.Of(12, 1).WriteNdjson(_folder["data"]);
        RandomPackage.Write(_folder["lamo"], "tiny", ModelKind.Lamo, Drugs, groups: 2, semantics: "full");
        RandomPackage.Write(_folder["teacher"], "tiny", ModelKind.LeaderTeacher, Drugs, promptTemplate: "lamo-1");
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", $"{_folder["lamo"]},{_folder["teacher"]}", "--baselines", "--out", _folder["out"]]));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "report.json")));
        var models = report.RootElement.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(2, models.Count(model => !model.GetProperty("baseline").GetBoolean()));
        Assert.Single(models.Select(model => model.GetProperty("visits").GetInt32()).Distinct());
        Assert.All(models, model => Assert.Equal(72, model.GetProperty("allEncounters").GetProperty("encounters").GetInt32()));
        Assert.Contains("cross-fitted", report.RootElement.GetProperty("protocol").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Orders_that_a_model_has_no_drug_for_are_told(bool all)
    {
        var (samples, _) = Some.Read(Clinic.Of(12, 1).WriteNdjson(_folder["data"]));
        var ordered = samples.SelectMany(sample => sample.Labels).CountBy(drug => drug).OrderByDescending(drug => drug.Value).ToList();
        RandomPackage.Write(_folder["lamo"], "tiny", ModelKind.Lamo, [.. ordered.Skip(all ? 0 : 1).Select(drug => drug.Key)]);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", _folder["lamo"], "--out", _folder["out"]]));
        var report = File.ReadAllText(Path.Combine(_folder["out"], "report.md"));
        var sentence = FormattableString.Invariant($"cannot propose 1 of the {ordered.Count} drugs ordered here, {100.0 * ordered[0].Value / ordered.Sum(drug => drug.Value):0} % of the orders");
        if (all) Assert.DoesNotContain("cannot propose", report);
        else Assert.Contains(sentence, report);
    }

    [Fact]
    public async Task Models_of_one_name_and_version_are_told_apart_by_their_folders()
    {
        Clinic.Of(4, 1).WriteNdjson(_folder["data"]);
        foreach (var name in (string[])["before", "after"]) RandomPackage.Write(_folder[name], "tiny", ModelKind.Lamo, Drugs);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", $"{_folder["before"]},{_folder["after"]}", "--out", _folder["out"]]));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "report.json")));
        var names = report.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!).ToList();
        Assert.EndsWith(" in before", names[0]);
        Assert.EndsWith(" in after", names[1]);
    }

    [Fact]
    public async Task On_the_data_a_model_was_trained_on_only_its_own_test_part_is_judged_and_training_on_all_of_it_is_told()
    {
        var (_, cohort) = Some.Read(Clinic.Of(20, 1).WriteNdjson(_folder["data"]));
        Trained("part", cohort, trainOnly: []);
        Trained("whole", cohort, trainOnly: [cohort.DataSet]);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", _folder["part"], "--out", _folder["out"]]));
        var report = File.ReadAllText(Path.Combine(_folder["out"], "report.md"));
        Assert.Contains("patients 70/10/20, seed 5", report);
        Assert.DoesNotContain("say nothing about new patients", report);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", _folder["whole"], "--out", _folder["out"]]));
        Assert.Contains("say nothing about new patients", File.ReadAllText(Path.Combine(_folder["out"], "report.md")));
    }

    [Fact]
    public async Task Packages_of_one_name_and_version_are_told_apart_and_without_a_list_there_is_no_rate_of_interactions()
    {
        Clinic.Of(12, 1).WriteNdjson(_folder["data"]);
        foreach (var name in (string[])["first", "second"])
            RandomPackage.Write(_folder[name], "tiny", ModelKind.Lamo, Drugs);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", $"{_folder["first"]},{_folder["second"]}", "--view", "atc3", "--out", _folder["out"]]));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "report.json")));
        var models = report.RootElement.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(2, models.Select(model => model.GetProperty("name").GetString()).Distinct().Count());
        Assert.EndsWith(" in second", models[1].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, models[0].GetProperty("ddiRate").ValueKind);
        Assert.Contains("No DDI rate", File.ReadAllText(Path.Combine(_folder["out"], "report.md")));
    }

    [Fact]
    public async Task A_candidates_score_depends_neither_on_the_other_candidates_nor_on_their_order()
    {
        var sample = Some.Read(Clinic.Of(3, 1).WriteNdjson(_folder["data"])).Samples[^1];
        var many = Enumerable.Range(0, 40).Select(i => $"drug{i}").ToArray();
        var all = await ScoresAsync("all", many, sample.Prompt);
        var turned = await ScoresAsync("turned", [.. many.Reverse()], sample.Prompt);
        var few = await ScoresAsync("few", [.. many.Take(3)], sample.Prompt);
        Assert.All(many, drug => Assert.Equal(all[drug], turned[drug], 1e-4));
        Assert.All(many.Take(3), drug => Assert.Equal(all[drug], few[drug], 1e-4));
        Assert.True(all.Values.Distinct().Count() > 20);
    }

    [Fact]
    public async Task A_candidates_own_history_changes_its_score()
    {
        RandomPackage.Write(_folder["model"], "tiny", ModelKind.Lamo, Drugs);
        using var scorer = PackageScorers.Open(ModelPackage.Open(_folder["model"]));
        var sample = Some.Sample("p", "e", []);
        var prompt = sample.Prompt with { Prefix = "Visit: check-up\n" };
        var known = prompt with { Histories = prompt.Histories.Add("aspirin", new CandidateHistory(3, 10, true, true, 1, false)) };
        var (without, with) = (await scorer.ScoreAsync(prompt, DateTimeOffset.MaxValue, default), await scorer.ScoreAsync(known, DateTimeOffset.MaxValue, default));
        Assert.NotEqual(without.Scores[3].Logit, with.Scores[3].Logit);
        Assert.Equal(without.Scores[0].Logit, with.Scores[0].Logit, 1e-4);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Dictionary<string, double>> ScoresAsync(string name, string[] drugs, Prompt prompt)
    {
        RandomPackage.Write(_folder[name], "tiny", ModelKind.Lamo, drugs);
        using var scorer = PackageScorers.Open(ModelPackage.Open(_folder[name]));
        return (await scorer.ScoreAsync(prompt, DateTimeOffset.MaxValue, default)).Scores.ToDictionary(score => score.Drug, score => score.Logit);
    }

    private void Trained(string name, CohortReport cohort, ImmutableArray<string> trainOnly)
    {
        var package = RandomPackage.Write(_folder[name], "tiny", ModelKind.Lamo, Drugs);
        var manifest = package.Manifest with { Name = name, Training = new TrainingProvenance([cohort], trainOnly, "patients", 5, []).ToJson() };
        File.WriteAllBytes(Path.Combine(_folder[name], ModelPackage.ManifestFile), JsonSerializer.SerializeToUtf8Bytes(manifest, ClinicalJson.Options));
    }
}
