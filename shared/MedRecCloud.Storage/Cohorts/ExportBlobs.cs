using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>Bulk exports in the storage account.</summary>
public sealed class ExportBlobs(BlobServiceClient service)
{
    private static readonly string[] s_own = [ContainerNames.Models, ContainerNames.Requests, ContainerNames.Proposals, ContainerNames.Cohorts];

    /// <summary>A file of an export.</summary>
    /// <param name="Name">The part after the last slash.</param>
    public sealed record File(string Container, string Blob, string Name, long Length);

    /// <summary>The <c>.ndjson</c> and <c>.ndjson.gz</c> blobs below a prefix, in ordinal order.</summary>
    /// <param name="place"><c>{container}/{prefix}</c>.</param>
    /// <exception cref="InvalidDataException">The place is none that an export may lie in.</exception>
    public async Task<IReadOnlyList<File>> ListAsync(string place, CancellationToken cancellationToken)
    {
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? place : place[..slash];
        // The product's own containers hold no exports; a manifest must not read them out.
        if (container.Length is < 3 or > 63 || s_own.Contains(container)) throw new InvalidDataException("source.blobs must be {container}/{prefix}, in a container of exports.");
        var found = new List<File>();
        await foreach (var blob in service.GetBlobContainerClient(container).GetBlobsAsync(BlobTraits.None, BlobStates.None, slash < 0 ? "" : place[(slash + 1)..], cancellationToken))
        {
            if (blob.Name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || blob.Name.EndsWith(".ndjson.gz", StringComparison.OrdinalIgnoreCase))
                found.Add(new File(container, blob.Name, blob.Name[(blob.Name.LastIndexOf('/') + 1)..], blob.Properties.ContentLength ?? 0));
        }

        return found;
    }

    /// <summary>True for the URL of a blob of this storage account that may be part of an export.</summary>
    public bool IsOwn(Uri url) =>
        url.IsAbsoluteUri && url.Authority == service.Uri.Authority && url.AbsolutePath.StartsWith(service.Uri.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal)
        && new BlobUriBuilder(url) is { BlobContainerName.Length: > 0, BlobName.Length: > 0 } name && !s_own.Contains(name.BlobContainerName);

    /// <summary>The blob that a URL names, as the manifest of an export does that the FHIR server wrote here; null for any other URL, and for a blob that is gone.</summary>
    public async Task<File?> FindAsync(Uri url, CancellationToken cancellationToken)
    {
        if (!IsOwn(url)) return null;
        var name = new BlobUriBuilder(url);
        try
        {
            var properties = await service.GetBlobContainerClient(name.BlobContainerName).GetBlobClient(name.BlobName).GetPropertiesAsync(cancellationToken: cancellationToken);
            return new File(name.BlobContainerName, name.BlobName, name.BlobName[(name.BlobName.LastIndexOf('/') + 1)..], properties.Value.ContentLength);
        }
        catch (Azure.RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>A blob's bytes as they lie, read in pieces.</summary>
    public Stream Open(File file) => service.GetBlobContainerClient(file.Container).GetBlobClient(file.Blob).OpenRead(new BlobOpenReadOptions(allowModifications: false));
}
