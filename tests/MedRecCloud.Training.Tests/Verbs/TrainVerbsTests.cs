using System.Text.Json;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Verbs;

/// <summary>Whole runs from a bulk export to a judged package, small enough for every build.</summary>
public sealed class TrainVerbsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainVerbsTests() => Clinic.Of(40, 3).WriteNdjson(_folder["data"]);

    [TorchFact]
    public async Task A_base_is_pretrained_finetuned_exported_verified_and_learns_what_the_clinic_does()
    {
        await PretrainAsync(steps: 60);
        await MainAsync("finetune", "--base", _folder["base"], "--data", _folder["data"], "--mode", "full", "--steps", "150", "--batch", "8", "--learning-rate", "0.005", "--validate-every", "50", "--out", _folder["lamo"]);
        await MainAsync("export", "--model", _folder["lamo"], "--out", _folder["package"]);
        await MainAsync("verify", "--package", _folder["package"], "--model", _folder["lamo"]);
        await MainAsync("evaluate", "--data", _folder["data"], "--models", _folder["package"], "--out", _folder["report"]);

        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["report"], "report.json")));
        var model = report.RootElement.GetProperty("models")[0];
        var manifest = ModelPackage.Open(_folder["package"]).Manifest;
        var recorded = manifest.Metrics!.Value.GetProperty("withOrders");
        // Seventeen test visits: what always proposes the most frequent drug reaches about 0.3.
        Assert.True(model.GetProperty("jaccard").GetDouble() > 0.4, $"The clinic's rules are simple, yet the model reaches a Jaccard of {model.GetProperty("jaccard")} only.");
        // Born from 1940 to 1989, seen from 2015 to 2020.
        Assert.True(manifest.Ages is { From: >= 25 and < 50, To: > 50 and <= 80 }, $"{manifest.Ages}");
        Assert.Equal("AMB", Assert.Single(manifest.Classes));
        // The manifest's figures were measured in Torch, the report's in ONNX Runtime.
        Assert.Equal(recorded.GetProperty("jaccard").GetDouble(), model.GetProperty("jaccard").GetDouble(), 0.02);
    }

    [TorchFact]
    public async Task A_base_is_judged_as_it_is_beside_the_baselines()
    {
        await PretrainAsync(steps: 5);
        await MainAsync("evaluate", "--data", _folder["data"], "--baselines", "--untuned", _folder["base"], "--untuned-max-prefix", "200", "--out", _folder["report"]);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["report"], "report.json")));
        var models = report.RootElement.GetProperty("models").EnumerateArray().ToList();
        var untuned = models.Single(model => model.GetProperty("name").GetString() == "untuned base model");
        Assert.True(untuned.GetProperty("baseline").GetBoolean());
        Assert.Equal(models[0].GetProperty("visits").GetInt32(), untuned.GetProperty("visits").GetInt32());
        Assert.InRange(untuned.GetProperty("prauc").GetDouble(), 0.01, 1);
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder["data"], "--untuned", _folder["base"], "--view", "atc3", "--out", _folder["report"]]));
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder["data"], "--untuned", _folder["absent"], "--out", _folder["report"]]));
    }

    [TorchFact]
    public async Task A_base_is_judged_beside_a_model_that_never_saw_the_data_without_other_baselines()
    {
        await PretrainAsync(steps: 5);
        RandomPackage.Write(_folder["package"], "tiny", ModelKind.Lamo, ["lisinopril", "amoxicillin"]);
        await MainAsync("evaluate", "--data", _folder["data"], "--models", _folder["package"], "--untuned", _folder["base"], "--untuned-max-prefix", "200", "--out", _folder["report"]);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["report"], "report.json")));
        Assert.Equal(2, report.RootElement.GetProperty("models").GetArrayLength());
        Assert.Contains("cross-fitted", report.RootElement.GetProperty("protocol").GetString());
    }

    [TorchFact]
    public async Task Adapters_of_drug_groups_stay_apart_and_a_package_altered_after_export_is_refused()
    {
        await PretrainAsync(steps: 5);
        foreach (var actsOn in (string[])["full", "candidate-only"])
        {
            await MainAsync("finetune", "--base", _folder["base"], "--data", _folder["data"], "--steps", "6", "--validate-every", "3", "--groups", "frequency", "--group-count", "2", "--acts-on", actsOn, "--out", _folder[actsOn]);
            await MainAsync("export", "--model", _folder[actsOn], "--out", _folder[$"package-{actsOn}"]);
            var package = ModelPackage.Open(_folder[$"package-{actsOn}"]);
            Assert.Equal(["f0", "f1"], package.Manifest.Adapters.Select(adapter => adapter.Group).Order());
            Assert.All(package.Manifest.Adapters, adapter => Assert.Equal(actsOn, adapter.Semantics));
            Assert.Equal(2, package.Formulary.Drugs.Select(drug => drug.Group).Distinct().Count());
        }
        var whole = ModelPackage.Open(_folder["package-full"]);
        var weights = File.ReadAllBytes(whole.PathOf(ModelPackage.WeightsFile));
        new Random(1).NextBytes(weights.AsSpan(weights.Length / 2, 4096));
        File.WriteAllBytes(whole.PathOf(ModelPackage.WeightsFile), weights);
        // Its hashes made to fit again, as somebody with access could.
        var altered = ModelPackageWriter.Write(whole.Folder, whole.Manifest, whole.Formulary);
        Assert.Throws<PackageMismatchException>(() => PackageVerification.Verify(altered, TrainedFolder.Read(_folder["full"])));
        Assert.Equal(2, await Program.Main(["verify", "--package", whole.Folder, "--model", _folder["full"]]));
    }

    [TorchFact]
    public async Task A_drug_that_was_never_ordered_is_added_to_a_LAMO_package_by_its_name_and_to_no_other()
    {
        await PretrainAsync(steps: 5);
        await MainAsync("finetune", "--base", _folder["base"], "--data", _folder["data"], "--steps", "2", "--validate-every", "1", "--groups", "atc", "--out", _folder["lamo"]);
        await MainAsync("export", "--model", _folder["lamo"], "--add-drugs", "Enalapril, no-such-drug", "--out", _folder["package"]);
        var (package, learnt) = (ModelPackage.Open(_folder["package"]), TrainedFolder.Read(_folder["lamo"]));
        Assert.Equal(string.Join(",", learnt.Manifest.Candidates) + ",enalapril,no-such-drug", string.Join(",", package.Manifest.Candidates));
        // Another ACE inhibitor shares lisinopril's group; its code is the product's own.
        Assert.Equal(package.Formulary.Drugs.Single(drug => drug.Name == "lisinopril").Group, package.Formulary.Drugs.Single(drug => drug.Name == "enalapril").Group);
        Assert.Equal("C09AA02", package.Formulary.Drugs.Single(drug => drug.Name == "enalapril").Atc[0]);
        Assert.Null(package.Manifest.Metrics);
        await MainAsync("verify", "--package", _folder["package"], "--model", _folder["lamo"]);
        await MainAsync("evaluate", "--data", _folder["data"], "--models", _folder["package"], "--out", _folder["report"]);
        Assert.Equal(2, await Program.Main(["export", "--model", _folder["lamo"], "--add-drugs", "lisinopril", "--out", _folder["other"]]));

        await MainAsync("distill", "--data", _folder["data"], "--steps", "1", "--out", _folder["student"]);
        Assert.Equal(2, await Program.Main(["export", "--model", _folder["student"], "--add-drugs", "enalapril", "--out", _folder["other"]]));
        Assert.Equal(2, await Program.Main(["export", "--model", _folder["student"], "--fp16", "--out", _folder["other"]]));
        Assert.Equal(2, await Program.Main(["distill", "--teacher", _folder["lamo"], "--data", _folder["data"], "--steps", "1", "--out", _folder["other"]]));
        await MainAsync("export", "--model", _folder["student"], "--out", _folder["student-package"]);
        foreach (var (first, second) in ((string, string)[])[("package", "student-package"), ("student-package", "package")])
            Assert.Equal(2, await Program.Main(["blend", "--model", _folder[first], "--second", _folder[second], "--data", _folder["data"], "--out", _folder["blended"]]));
    }

    [TorchFact]
    public async Task A_teacher_is_trained_with_lora_and_distilled_into_a_student()
    {
        await PretrainAsync(steps: 5);
        await MainAsync("finetune", "--kind", "leader-teacher", "--base", _folder["base"], "--data", _folder["data"], "--steps", "10", "--validate-every", "5", "--out", _folder["teacher"]);
        await MainAsync("export", "--model", _folder["teacher"], "--out", _folder["teacher-package"], "--fp16");
        await MainAsync("distill", "--teacher", _folder["teacher"], "--data", _folder["data"], "--steps", "120", "--validate-every", "40", "--label-weight", "20", "--out", _folder["student"]);
        await MainAsync("export", "--model", _folder["student"], "--out", _folder["package"]);
        var student = ModelPackage.Open(_folder["package"]);
        Assert.Equal("leader-student", student.Manifest.Kind);
        var jaccard = student.Manifest.Metrics!.Value.GetProperty("withOrders").GetProperty("jaccard").GetDouble();
        Assert.True(jaccard > 0.5, $"The clinic's rules are simple, yet the student reaches a Jaccard of {jaccard} only.");
    }

    [TorchFact]
    public async Task A_student_becomes_the_second_reader_of_a_LAMO_package_only_when_both_were_trained_alike()
    {
        await PretrainAsync(steps: 20);
        await MainAsync("finetune", "--base", _folder["base"], "--data", _folder["data"], "--mode", "full", "--steps", "60", "--batch", "8", "--learning-rate", "0.005", "--validate-every", "30", "--out", _folder["lamo"]);
        await MainAsync("export", "--model", _folder["lamo"], "--out", _folder["package"]);
        foreach (var seed in (string[])["0", "1"])
        {
            await MainAsync("distill", "--data", _folder["data"], "--steps", "60", "--validate-every", "30", "--label-weight", "20", "--distill-weight", "0", "--seed", seed, "--out", _folder[$"student{seed}"]);
            await MainAsync("export", "--model", _folder[$"student{seed}"], "--out", _folder[$"student-package{seed}"]);
        }
        await MainAsync("blend", "--model", _folder["package"], "--second", _folder["student-package0"], "--data", _folder["data"], "--out", _folder["pair"]);
        await MainAsync("evaluate", "--data", _folder["data"], "--models", _folder["pair"], "--out", _folder["report"]);

        var pair = ModelPackage.Open(_folder["pair"]);
        Assert.Equal("leader-student", pair.Second!.Manifest.Kind);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["report"], "report.json")));
        Assert.Equal(pair.Manifest.Metrics!.Value.GetProperty("withOrders").GetProperty("jaccard").GetDouble(), report.RootElement.GetProperty("models")[0].GetProperty("jaccard").GetDouble(), 5);
        // The other seed's student knows patients on whom the thresholds would be tuned.
        Assert.Equal(2, await Program.Main(["blend", "--model", _folder["package"], "--second", _folder["student-package1"], "--data", _folder["data"], "--out", _folder["refused"]]));
        Assert.False(Directory.Exists(_folder["refused"]));
    }

    [TorchFact]
    public async Task Bad_input_ends_with_a_message_and_exit_code_2()
    {
        await PretrainAsync(steps: 1);
        Assert.Equal(2, await Program.Main(["finetune", "--base", _folder["nothing"], "--data", _folder["data"], "--out", _folder["out"]]));
        Assert.Equal(2, await Program.Main(["export", "--model", _folder["base"], "--out", _folder["out"]]));
        Assert.Equal(2, await Program.Main(["verify", "--package", _folder["base"]]));
        var weights = Path.Combine(_folder["base"], TrainedFolder.Weights);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^100]);
        Assert.Equal(2, await Program.Main(["finetune", "--base", _folder["base"], "--data", _folder["data"], "--out", _folder["out"]]));
        File.WriteAllText(Path.Combine(_folder["base"], "tokenizer.json"), """{"model":{"type":"Unigram"}}""");
        Assert.Equal(2, await Program.Main(["finetune", "--base", _folder["base"], "--data", _folder["data"], "--out", _folder["out"]]));
    }

    public void Dispose() => _folder.Dispose();

    private Task PretrainAsync(int steps) => MainAsync("pretrain", "--data", _folder["data"], "--preset", "tiny", "--steps", $"{steps}", "--window", "64", "--out", _folder["base"]);

    private static async Task MainAsync(params string[] arguments) => Assert.Equal(0, await Program.Main(arguments));
}
