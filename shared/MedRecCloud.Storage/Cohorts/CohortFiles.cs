using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedRecCloud.Storage.Cohorts;

/// <inheritdoc cref="ICohortFiles"/>
internal sealed class CohortFiles(BlobServiceClient service) : ICohortFiles
{
    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Cohorts);

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, CancellationToken cancellationToken)
    {
        try
        {
            await UploadAsync(name, content, figures, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => UploadAsync(name, content, null, null, cancellationToken);

    public async IAsyncEnumerable<CohortFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            var figures = blob.Metadata is { } metadata ? new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase) : [];
            yield return new CohortFile(blob.Name, blob.Properties.LastModified ?? DateTimeOffset.MinValue, figures);
        }
    }

    private Task UploadAsync(
        string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string>? figures, BlobRequestConditions? conditions, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).UploadAsync(
            BinaryData.FromBytes(content),
            new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = CohortNames.ContentType(name) },
                Metadata = figures?.ToDictionary(figure => figure.Key, figure => figure.Value),
                Conditions = conditions,
            },
            cancellationToken);
}
