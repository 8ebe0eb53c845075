using System.Text.Json;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Verbs;

/// <summary>What people do wrong, or what their data lack: told before the work begins, in a sentence, with nothing lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("prepare", "--data", "DATA", "--out", "FILE")]
    [InlineData("prepare", "--data", "DATA", "--out", "FILE/below")]
    [InlineData("prepare", "--data", "", "--out", "OUT")]
    [InlineData("prepare", "--data", "DATA", "--out", "OUT", "--max-prefix", "0")]
    [InlineData("prepare", "--data", "DATA", "--out", "OUT", "--template", "medrec-9")]
    [InlineData("evaluate", "--data", "DATA", "--baselines", "--out", "FILE")]
    [InlineData("evaluate", "--data", "DATA", "--baselines", "--out", "OUT", "--interactions", "absent.tsv")]
    [InlineData("pretrain", "--data", "DATA", "--out", "OUT", "--window", "1")]
    [InlineData("pretrain", "--data", "DATA", "--out", "OUT", "--batch", "4")]
    [InlineData("distill", "--data", "DATA", "--out", "FILE")]
    [InlineData("distill", "--data", "DATA", "--out", "OUT", "--learning-rate", "-1")]
    [InlineData("distill", "--data", "DATA", "--out", "OUT", "--average", "NaN")]
    [InlineData("distill", "--data", "DATA", "--out", "OUT", "--steps", "many")]
    [InlineData("finetune", "--base", "DATA", "--data", "DATA", "--out", "OUT", "--targets", "q_porj")]
    [InlineData("finetune", "--base", "DATA", "--data", "DATA", "--out", "OUT", "--rank", "0")]
    [InlineData("blend", "--model", "DATA", "--second", "DATA", "--data", "DATA", "--out", "OUT", "--weight", "7")]
    public async Task A_command_that_cannot_work_ends_with_two_before_anything_is_written(params string[] arguments)
    {
        Clinic.Of(3, 1).WriteNdjson(_folder["DATA"]);
        File.WriteAllText(_folder["FILE"], "kept");
        Assert.Equal(2, await Program.Main([.. arguments.Select(argument => argument is "DATA" or "FILE" or "OUT" or "FILE/below" ? _folder[argument] : argument)]));
        Assert.Equal("kept", File.ReadAllText(_folder["FILE"]));
        Assert.False(Directory.Exists(_folder["OUT"]) && Directory.EnumerateFileSystemEntries(_folder["OUT"]).Any());
    }

    [Fact]
    public async Task A_package_takes_the_place_of_nothing_but_a_package()
    {
        Directory.CreateDirectory(_folder["home"]);
        File.WriteAllText(Path.Combine(_folder["home"], "thesis.docx"), "kept");
        await Assert.ThrowsAsync<TrainingDataException>(() => PackageFolder.ReplaceAsync(_folder["home"], _ => Task.CompletedTask));
        // Beside a manifest, too, somebody's file is not ours to remove.
        File.WriteAllText(Path.Combine(_folder["home"], ModelPackage.ManifestFile), JsonSerializer.Serialize(new { format = 1 }));
        var error = await Assert.ThrowsAsync<TrainingDataException>(() => PackageFolder.ReplaceAsync(_folder["home"], _ => Task.CompletedTask));
        Assert.Contains("would be lost", error.Message);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(_folder["home"], "thesis.docx")));
    }

    [Fact]
    public async Task An_export_without_its_patients_is_told_so_and_not_that_it_lacks_medicines()
    {
        Clinic.Of(5, 1).WriteNdjson(_folder["data"]);
        File.Delete(Path.Combine(_folder["data"], "Patient.ndjson"));
        Assert.Equal(2, await Program.Main(["prepare", "--data", _folder["data"], "--out", _folder["out"]]));
        var error = await Assert.ThrowsAsync<TrainingDataException>(() =>
            new TrainingSetReader(Clinical.Prompts.PromptTemplates.MedRec2, Ingredients.Describe, new Progress<ReadProgress>()).ReadPartAsync(new DataPart(_folder["data"]), new SampleOptions(), default));
        Assert.Contains("Patient file", error.Message);
    }

    [Fact]
    public async Task Shares_too_small_to_learn_from_are_left_out_of_the_learning_curve_and_too_few_patients_are_no_ground_for_baselines()
    {
        var export = new SmallExport();
        for (var i = 0; i < 12; i++)
        {
            export.Patient($"p{i}").Encounter($"e{i}", $"p{i}", "2020-01-01T08:00:00Z");
            if (i % 3 == 0)
                export.Order($"o{i}", $"p{i}", $"e{i}", "lisinopril 10 MG Oral Tablet", "2020-01-01T08:00:00Z");
        }
        export.WriteNdjson(_folder["few"]);
        var codes = new List<int>();
        for (var seed = 0; seed < 6; seed++)
            codes.Add(await Program.Main(["evaluate", "--data", _folder["few"], "--baselines", "--learning-curve", "--seed", $"{seed}", "--out", _folder[$"report{seed}"]]));
        Assert.All(codes, code => Assert.InRange(code, 0, 2));
        Assert.DoesNotContain(1, codes);
        Assert.Contains(Enumerable.Range(0, 6).Where(seed => codes[seed] == 0), seed => File.ReadAllText(Path.Combine(_folder[$"report{seed}"], "report.md")).Contains("leaves out the smallest shares", StringComparison.Ordinal));
    }

    [TorchFact]
    public async Task A_handful_of_patients_is_trained_on_exported_and_judged_with_warnings_instead_of_a_crash()
    {
        Clinic.Of(4, 1).WriteNdjson(_folder["data"]);
        Assert.Equal(0, await Program.Main(["distill", "--data", _folder["data"], "--steps", "2", "--validate-every", "1", "--out", _folder["student"]]));
        Assert.Equal(0, await Program.Main(["export", "--model", _folder["student"], "--out", _folder["package"]]));
        var package = ModelPackage.Open(_folder["package"]);
        Assert.Equal("training", package.Manifest.Training!.Value.GetProperty("tunedOn").GetString());
        // Exported again, the package takes the place of itself; the trained folder is never taken.
        Assert.Equal(0, await Program.Main(["export", "--model", _folder["student"], "--out", _folder["package"]]));
        Assert.Equal(2, await Program.Main(["export", "--model", _folder["student"], "--out", _folder["student"]]));
        Assert.Equal(package.PackageHash, ModelPackage.Open(_folder["package"]).PackageHash);
        Clinic.Of(1, 9).WriteNdjson(_folder["one"]);
        Assert.Equal(0, await Program.Main(["evaluate", "--data", _folder["one"], "--models", _folder["package"], "--out", _folder["report"]]));
        Assert.Contains("rest on 1 patient with orders", File.ReadAllText(Path.Combine(_folder["report"], "report.md")));
        Assert.Equal(2, await Program.Main(["evaluate", "--data", _folder["one"], "--models", _folder["package"], "--baselines", "--out", _folder["report"]]));
    }

    [TorchFact]
    public async Task A_group_whose_drugs_no_validation_encounter_orders_is_trained_to_the_end()
    {
        Clinic.Of(12, 3).WriteNdjson(_folder["data"]);
        Assert.Equal(0, await Program.Main(["pretrain", "--data", _folder["data"], "--preset", "tiny", "--steps", "1", "--window", "32", "--out", _folder["base"]]));
        Assert.Equal(0, await Program.Main(["finetune", "--base", _folder["base"], "--data", _folder["data"], "--steps", "2", "--validate-every", "1", "--groups", "frequency", "--group-count", "99", "--out", _folder["lamo"]]));
    }

    public void Dispose() => _folder.Dispose();
}
