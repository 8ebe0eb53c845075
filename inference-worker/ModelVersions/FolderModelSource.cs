using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Models.Packages;

namespace MedRecCloud.InferenceWorker;

/// <summary>Packages in a folder: <c>{root}/{name}/{version}/manifest.json</c>, or the root itself is one.</summary>
internal sealed class FolderModelSource(string root) : IModelSource
{
    public Task<ModelListing> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root)) throw new ModelPackageException($"{ModelOptions.Section}:Folder {root} does not exist.");
        var models = Manifests().Select(manifest => Read(manifest)).ToArray();
        var current = Directory.EnumerateDirectories(root)
            .Select(folder => (Name: Path.GetFileName(folder), File: Path.Combine(folder, "current.json")))
            .Where(pointer => File.Exists(pointer.File))
            .ToDictionary(pointer => pointer.Name, pointer => Pointer(File.ReadAllBytes(pointer.File)));
        return Task.FromResult(new ModelListing(models, current));
    }

    public Task<string> FetchAsync(AvailableModel model, CancellationToken cancellationToken) =>
        Task.FromResult(Path.GetDirectoryName(Manifests().First(manifest => Read(manifest) == model))!);

    internal static string Pointer(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<CurrentVersion>(json, ClinicalJson.Options)?.Version ?? throw new ModelPackageException("current.json names no version.");

    internal static AvailableModel Read(ReadOnlySpan<byte> json)
    {
        var (manifest, _) = ModelPackage.ParseManifest(json);
        return new AvailableModel(manifest.Name, manifest.Version, ModelPackage.KindOf(manifest.Kind));
    }

    private static AvailableModel Read(string manifest) => Read(File.ReadAllBytes(manifest));

    private IEnumerable<string> Manifests()
    {
        var own = Path.Combine(root, ModelPackage.ManifestFile);
        if (File.Exists(own)) return [own];
        return Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories)
            .Select(folder => Path.Combine(folder, ModelPackage.ManifestFile)).Where(File.Exists).Order(StringComparer.Ordinal);
    }
}
