using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedRecCloud.Storage;

/// <summary>Model packages in blob storage: <c>models/{name}/{version}/…</c>.</summary>
public sealed class ModelPackageStore(BlobServiceClient service)
{
    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Models);

    /// <summary>Every (name, version) that has a manifest.</summary>
    public async Task<IReadOnlyList<(string Name, string Version)>> ListAsync(CancellationToken cancellationToken)
    {
        var packages = new List<(string, string)>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            if (blob.Name.Split('/') is [var name, var version, "manifest.json"]) packages.Add((name, version));
        }

        return packages;
    }

    /// <summary>One small file of the container (a manifest, a pointer to the current version); null when it is not there.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(blob).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Copies a package into a folder. The caller verifies its hashes; nothing here is trusted.</summary>
    /// <exception cref="InvalidDataException">A blob's name would leave the folder.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such package.</exception>
    public async Task DownloadAsync(string name, string version, string folder, CancellationToken cancellationToken)
    {
        var prefix = $"{name}/{version}/";
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var any = false;
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            var target = Path.GetFullPath(Path.Combine(root, blob.Name[prefix.Length..]));
            if (!target.StartsWith(root, StringComparison.Ordinal)) throw new InvalidDataException($"Package {name}@{version} names a file outside its folder.");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await _container.GetBlobClient(blob.Name).DownloadToAsync(target, cancellationToken);
            any = true;
        }

        if (!any) throw new DirectoryNotFoundException($"There is no model package {name}@{version} in blob storage: upload it to {ContainerNames.Models}/{prefix}.");
    }

    /// <summary>Uploads a package folder, its manifest last, so that a reader never sees half a package.</summary>
    public async Task UploadAsync(string name, string version, string folder, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .OrderBy(file => file == Path.Combine(folder, "manifest.json")).ThenBy(file => file, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var blob = $"{name}/{version}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}";
            await _container.GetBlobClient(blob).UploadAsync(file, overwrite: true, cancellationToken);
        }
    }
}
