using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedRecCloud.Storage.Feedback;

namespace MedRecCloud.Storage;

/// <summary>Every FHIR Bundle ever stored for any encounter, also those that no longer stand; for export and for looking back.</summary>
public sealed class StoredBundles(BlobServiceClient service)
{
    /// <summary>Names and times, in the order of the names, without shadow results.</summary>
    public async IAsyncEnumerable<StoredBundle> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var container = service.GetBlobContainerClient(ContainerNames.Proposals);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            if (blob.Name.EndsWith("/current.json", StringComparison.Ordinal) || blob.Name.Contains("/shadow/", StringComparison.Ordinal) || FeedbackStore.Owns(blob.Name)) continue;
            yield return new StoredBundle(blob.Name, blob.Properties.LastModified ?? DateTimeOffset.MinValue);
        }
    }
}

/// <summary>A stored Bundle.</summary>
/// <param name="Blob">Its name in the container of proposals, <c>{encounter}/{key}.json</c>.</param>
/// <param name="Stored">When it was written; whole seconds.</param>
public sealed record StoredBundle(string Blob, DateTimeOffset Stored);
