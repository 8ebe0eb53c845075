using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedRecCloud.Storage.Cohorts;

/// <inheritdoc cref="ICohortFiles"/>
internal sealed class CohortFiles(BlobServiceClient service) : ICohortFiles
{
    private const int BlockBytes = 4 << 20;
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

    public async Task UpdateAsync(string name, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (known, conditions) = await ReadForUpdateAsync(name, cancellationToken);
            if (change(known) is not { } content) return;
            try
            {
                await UploadAsync(name, content, null, conditions, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Another was faster: what it wrote is looked at first.
            }
        }
    }

    public async IAsyncEnumerable<CohortFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            var figures = blob.Metadata is { } metadata ? new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase) : [];
            yield return new CohortFile(blob.Name, blob.Properties.LastModified ?? DateTimeOffset.MinValue, figures, blob.Properties.ContentLength ?? 0);
        }
    }

    public Stream Open(string name) => _container.GetBlobClient(name).OpenRead(new BlobOpenReadOptions(allowModifications: false));

    public Task StoreAsync(string name, Stream content, CancellationToken cancellationToken) => _container.GetBlobClient(name).UploadAsync(
        content,
        new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = CohortNames.ContentType(name) },
            // One block in memory at a time.
            TransferOptions = new StorageTransferOptions { InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes, MaximumConcurrency = 1 },
        },
        cancellationToken);

    public async Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
            await _container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    public async IAsyncEnumerable<string> ListCohortsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", null, cancellationToken))
            if (item.IsPrefix) yield return item.Prefix.TrimEnd('/');
    }

    private async Task<(ReadOnlyMemory<byte>? Content, BlobRequestConditions Conditions)> ReadForUpdateAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return (found.Value.Content.ToMemory(), new BlobRequestConditions { IfMatch = found.Value.Details.ETag });
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (null, new BlobRequestConditions { IfNoneMatch = ETag.All });
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
