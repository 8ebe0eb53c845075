using MedRecCloud.Models.Packages;
using MedRecCloud.Storage;

namespace MedRecCloud.InferenceWorker;

/// <summary>Packages in the blob container <c>models</c>, copied to a folder at first use. A copy that another run left behind is used only if its hashes hold.</summary>
internal sealed class BlobModelSource(ModelPackageStore store, string cacheFolder) : IModelSource
{
    public async Task<ModelListing> ListAsync(CancellationToken cancellationToken)
    {
        var models = new List<AvailableModel>();
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, version) in await store.ListAsync(cancellationToken))
        {
            if (await store.ReadAsync($"{name}/{version}/{ModelPackage.ManifestFile}", cancellationToken) is not { } manifest) continue;
            models.Add(FolderModelSource.Read(manifest.Span));
        }

        foreach (var name in models.Select(model => model.Name).Distinct())
        {
            if (await store.ReadAsync($"{name}/current.json", cancellationToken) is { } pointer) current[name] = FolderModelSource.Pointer(pointer.Span);
        }

        return new ModelListing(models, current);
    }

    public async Task<string> FetchAsync(AvailableModel model, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cacheFolder, model.Name, model.Version);
        if (await IsSameAsync(model, folder, cancellationToken)) return folder;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        await store.DownloadAsync(model.Name, model.Version, folder, cancellationToken);
        return folder;
    }

    // The manifest holds every file's hash, so an equal manifest over files that fit it is an equal package.
    private async Task<bool> IsSameAsync(AvailableModel model, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var local = ModelPackage.Open(folder);
            var remote = await store.ReadAsync($"{model.Name}/{model.Version}/{ModelPackage.ManifestFile}", cancellationToken);
            return remote is not null && ModelPackage.ParseManifest(remote.Value.Span).PackageHash == local.PackageHash;
        }
        catch (ModelPackageException)
        {
            // Half a download, or damaged: fetched again, and checked again when it is opened.
            return false;
        }
    }
}
