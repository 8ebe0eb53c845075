using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Baselines;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Verbs;

public sealed class LearningCurveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Evaluate_draws_baselines_on_shares_of_the_training_patients_and_models_at_the_share_their_manifest_states()
    {
        var (_, cohort) = Some.Read(Clinic.Of(20, 1).WriteNdjson(_folder["data"]));
        Model("quarter", cohort, 0.25);
        Model("whole", cohort, 1);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["data"], "--models", $"{_folder["quarter"]},{_folder["whole"]}", "--baselines", "--learning-curve", "--out", _folder["out"]]));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "report.json")));
        var points = report.RootElement.GetProperty("learningCurve").EnumerateArray().Select(point => (Name: point.GetProperty("name").GetString(), Share: point.GetProperty("share").GetDouble(), Jaccard: point.GetProperty("jaccard").GetDouble())).ToList();
        Assert.Equal([0.25, 1], points.Where(point => point.Name == "some-lamo").Select(point => point.Share));
        foreach (var baseline in AllBaselines.List)
            Assert.Equal([0.125, 0.25, 0.5, 1], points.Where(point => point.Name == baseline.Name).Select(point => point.Share));
        // What is said of the whole is what the table above says, and a share's patients teach something else.
        var judged = report.RootElement.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == "nearest neighbours");
        var neighbours = points.Where(point => point.Name == "nearest neighbours").ToList();
        Assert.Equal(judged.GetProperty("jaccard").GetDouble(), neighbours[^1].Jaccard, 1e-5);
        Assert.True(neighbours.Select(point => point.Jaccard).Distinct().Count() > 1, "Every share reaches the same.");
        var text = File.ReadAllText(Path.Combine(_folder["out"], "report.md"));
        Assert.Contains("| model | 12.5 % | 25 % | 50 % | 100 % |", text);
        Assert.Contains("| **some-lamo** |  | 0.", text);
        Assert.Contains("aria-label=\"Learning curve\"", File.ReadAllText(Path.Combine(_folder["out"], "report.html")));
    }

    [Fact]
    public void A_smaller_share_of_the_training_patients_lies_within_a_larger_one_and_depends_on_the_seed()
    {
        var samples = Enumerable.Range(0, 40).SelectMany(patient => Enumerable.Range(0, 3).Select(visit => Some.Sample($"p{patient}", $"{patient}-{visit}", []))).ToList();
        string[] Patients(double share, int seed) => [.. TrainingShare.Of(samples, share, seed).Select(sample => sample.Patient).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal((5, 10, 40), (Patients(0.125, 0).Length, Patients(0.25, 0).Length, Patients(1, 0).Length));
        Assert.Subset(Patients(0.25, 0).ToHashSet(), Patients(0.125, 0).ToHashSet());
        Assert.NotEqual(Patients(0.25, 0), Patients(0.25, 1));
        Assert.Equal(30, TrainingShare.Of(samples, 0.25, 0).Count);
        Assert.Single(Patients(0.001, 0));
        foreach (var share in new[] { 0, -1, 1.1, double.NaN })
            Assert.Throws<ArgumentException>(() => TrainingShare.Of(samples, share, 0));
    }

    [Fact]
    public async Task A_training_set_of_a_share_keeps_validation_and_test_and_says_so()
    {
        Clinic.Of(40, 1).WriteNdjson(_folder["data"]);
        Task<TrainingSet> Read(double share) => new TrainingSetReader(Clinical.Prompts.PromptTemplates.MedRec2, Ingredients.Describe, Some.Silence)
            .ReadAsync([new DataPart(_folder["data"])], new PatientSplit(0), new SampleOptions(), 1, default, share);
        var (whole, half) = (await Read(1), await Read(0.5));
        Assert.Equal(14, half.Train.Select(sample => sample.Patient).Distinct().Count());
        Assert.Equal(whole.Validation.Select(sample => sample.Encounter), half.Validation.Select(sample => sample.Encounter));
        Assert.Equal(whole.Test.Select(sample => sample.Encounter), half.Test.Select(sample => sample.Encounter));
        Assert.Equal((1, 0.5), (whole.Provenance.TrainShare, TrainingProvenance.Of(half.Provenance.ToJson())!.TrainShare));
        Assert.NotEqual(0, await Program.Main(["finetune", "--base", "x", "--data", _folder["data"], "--train-share", "0", "--out", _folder["out"]]));
    }

    public void Dispose() => _folder.Dispose();

    private void Model(string folder, CohortReport cohort, double share)
    {
        var package = RandomPackage.Write(_folder[folder], "tiny", ModelKind.Lamo, ["lisinopril", "amoxicillin", "ibuprofen"]);
        var manifest = package.Manifest with { Name = "some-lamo", Version = folder, Training = (new TrainingProvenance([cohort], ImmutableArray<string>.Empty, "patients", 0, []) { TrainShare = share }).ToJson() };
        File.WriteAllBytes(Path.Combine(_folder[folder], ModelPackage.ManifestFile), JsonSerializer.SerializeToUtf8Bytes(manifest, ClinicalJson.Options));
    }
}
