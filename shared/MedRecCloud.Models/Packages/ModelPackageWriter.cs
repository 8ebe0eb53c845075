using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Models.Packages;

/// <summary>Completes a folder of model files to a package: the formulary, the hash of every file, and last the manifest.</summary>
public static class ModelPackageWriter
{
    private static readonly JsonSerializerOptions Indented = new(ClinicalJson.Options) { WriteIndented = true };

    /// <param name="folder">Already holds the graph, its weights, the tokenizer, the adapters and the second reader's folder, and nothing else.</param>
    /// <param name="manifest">Complete but for <see cref="ModelManifest.Files"/>.</param>
    /// <param name="formulary">The drugs in the order of the model's outputs.</param>
    /// <returns>The package as a worker would open it, every check made.</returns>
    public static ModelPackage Write(string folder, ModelManifest manifest, Formulary formulary)
    {
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.FormularyFile), JsonSerializer.SerializeToUtf8Bytes(formulary, Indented));
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path != Path.Combine(folder, ModelPackage.ManifestFile))
            .ToImmutableSortedDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), ModelPackage.HashOf, StringComparer.Ordinal);
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.ManifestFile), JsonSerializer.SerializeToUtf8Bytes(manifest with { Files = files }, Indented));
        return ModelPackage.Open(folder);
    }
}
