using System.Security.Cryptography;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>What makes a run itself, as a hash: a checkpoint of anything else must not be gone on from.</summary>
internal static class RunIdentity
{
    /// <param name="set">Its files by checksum, its split, its drugs.</param>
    /// <param name="others">Settings, template, base, name: records and values that can be written as JSON.</param>
    public static string Of(TrainingSet set, params object?[] others)
    {
        object?[] all = [set.Provenance, set.Formulary, set.Train.Length, set.Validation.Length, .. others];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(all, ClinicalJson.Options)));
    }

    /// <summary>SHA-256 over the model files of a folder: weights, configuration, tokenizer.</summary>
    public static string OfFolder(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Extension is ".safetensors" or ".json" or ".model").OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new { file.Name, Hash = ModelPackage.HashOf(file.FullName) }).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(files)));
    }
}
