using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;

namespace MedRecCloud.Training.Learning;

/// <summary>A trained model before export: the weights as safetensors and all that its package's manifest will say.</summary>
/// <param name="Folder">Holds model.safetensors and the rest.</param>
/// <param name="Manifest">Complete but for the architecture and the files.</param>
internal sealed record TrainedFolder(string Folder, ModelManifest Manifest, Formulary Formulary)
{
    public const string File = "trained.json", Weights = "model.safetensors", MergedAdapter = "merged.safetensors";
    private static readonly JsonSerializerOptions Indented = new(ClinicalJson.Options) { WriteIndented = true };

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <exception cref="TrainingDataException">The folder holds no trained model.</exception>
    public static TrainedFolder Read(string folder)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<ModelManifest>(System.IO.File.ReadAllBytes(Path.Combine(folder, File)), ClinicalJson.Options);
            var formulary = JsonSerializer.Deserialize<Formulary>(System.IO.File.ReadAllBytes(Path.Combine(folder, ModelPackage.FormularyFile)), ClinicalJson.Options);
            return new TrainedFolder(folder, manifest!, formulary!);
        }
        catch (Exception error) when (error is IOException or JsonException or ArgumentException)
        {
            throw new TrainingDataException($"{folder} holds no trained model: {error.Message} Run finetune or distill first.", error);
        }
    }

    /// <summary>Writes the folder: weights and what else the model needs, then the rest, and last the file that makes it a trained model.</summary>
    /// <param name="usage">What was usual in training.</param>
    /// <param name="weights">Writes the model's own files. If the disk fills meanwhile, the folder holds no trained model rather than half of one.</param>
    public void Write(UsageTable usage, Action weights)
    {
        Directory.CreateDirectory(Folder);
        System.IO.File.Delete(PathOf(File));
        weights();
        System.IO.File.WriteAllBytes(PathOf(ModelPackage.UsageFile), JsonSerializer.SerializeToUtf8Bytes(usage, ClinicalJson.Options));
        System.IO.File.WriteAllBytes(PathOf(ModelPackage.FormularyFile), JsonSerializer.SerializeToUtf8Bytes(Formulary, Indented));
        System.IO.File.WriteAllBytes(PathOf(File + ".writing"), JsonSerializer.SerializeToUtf8Bytes(Manifest, Indented));
        System.IO.File.Move(PathOf(File + ".writing"), PathOf(File));
    }

    /// <summary>Opens the decoder of a LAMO model or a teacher.</summary>
    public (DecoderConfig Config, SafetensorsFolder Weights) OpenDecoder() => (HuggingFaceConfig.Read(Folder), new SafetensorsFolder(Folder));
}
