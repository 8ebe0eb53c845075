using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Tests.Data;

namespace MedRecCloud.Training.Tests.Learning;

public sealed class RunIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Other_files_held_out_drugs_settings_targets_or_bases_make_another_run_although_the_encounters_are_as_many()
    {
        Clinic.Of(10, 1).WriteNdjson(_folder["one"]);
        Clinic.Of(10, 2).WriteNdjson(_folder["two"]);
        var (one, two) = (await ReadAsync("one"), await ReadAsync("two"));
        Assert.Equal(one.Train.Length, two.Train.Length);
        var settings = new FinetuneSettings { Mode = FinetuneSettings.Lora, Training = new TrainingOptions { Steps = 1 } };
        string[] runs =
        [
            RunIdentity.Of(one, settings), RunIdentity.Of(two, settings),
            RunIdentity.Of(one with { Provenance = one.Provenance with { HeldOutDrugs = ["amoxicillin"] } }, settings),
            RunIdentity.Of(one, settings with { Training = settings.Training with { LearningRate = 0.5 } }),
            RunIdentity.Of(one, settings with { Adapter = new LoraOptions { Targets = ["k_proj", "v_proj"] } }),
            RunIdentity.Of(one, settings, "base"),
        ];
        Assert.Equal(runs.Length, runs.Distinct().Count());
        Assert.Equal(runs[0], RunIdentity.Of(await ReadAsync("one"), settings));
    }

    [Fact]
    public void A_folder_is_known_by_the_content_of_its_model_files()
    {
        Directory.CreateDirectory(_folder["base"]);
        File.WriteAllText(Path.Combine(_folder["base"], "model.safetensors"), "a");
        var before = RunIdentity.OfFolder(_folder["base"]);
        File.WriteAllText(Path.Combine(_folder["base"], "README.md"), "anything");
        Assert.Equal(before, RunIdentity.OfFolder(_folder["base"]));
        File.WriteAllText(Path.Combine(_folder["base"], "model.safetensors"), "b");
        Assert.NotEqual(before, RunIdentity.OfFolder(_folder["base"]));
    }

    public void Dispose() => _folder.Dispose();

    private Task<TrainingSet> ReadAsync(string name) => new TrainingSetReader(Clinical.Prompts.PromptTemplates.MedRec2, Ingredients.Describe, new Progress<ReadProgress>())
        .ReadAsync([new DataPart(_folder[name])], new PatientSplit(0), new SampleOptions(), 1, default);
}
