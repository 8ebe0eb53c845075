using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs;

namespace MedRecCloud.Storage;

/// <inheritdoc cref="ISubscriptionPositions"/>
internal sealed class SubscriptionPositions(BlobServiceClient service) : ISubscriptionPositions
{
    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Requests);

    public async Task<SubscriptionPosition?> ReadAsync(string subscription, CancellationToken cancellationToken) =>
        (await JsonBlob.ReadAsync<SubscriptionPosition>(Blob(subscription), cancellationToken))?.Value;

    public Task AdvanceAsync(string subscription, SubscriptionPosition position, CancellationToken cancellationToken) =>
        JsonBlob.MoveForwardAsync(Blob(subscription), position, (old, candidate) => candidate.Number > old.Number, null, cancellationToken);

    // '~' cannot stand in a FHIR id, so no encounter's folder has this name.
    private BlobClient Blob(string subscription) =>
        _container.GetBlobClient($"~subscriptions/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subscription)).AsSpan(0, 16))}.json");
}
