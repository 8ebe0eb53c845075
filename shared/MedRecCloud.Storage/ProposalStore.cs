using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Storage;

/// <inheritdoc cref="IProposalStore"/>
internal sealed class ProposalStore(BlobServiceClient service) : IProposalStore
{
    private const string CurrentName = "/current.json";

    private static readonly BlobHttpHeaders s_fhir = new() { ContentType = "application/fhir+json" };

    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Proposals);
    private readonly SeenPointers<CurrentOutcome> _seen = new();

    public async Task<CurrentOutcome?> ReadCurrentAsync(string server, string encounterId, CancellationToken cancellationToken) =>
        (await _seen.ReadAsync(Current(server, encounterId), cancellationToken))?.Value;

    public async Task<bool> StoreAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        // The Bundle first: a pointer never names a Bundle that is not there, and a writer that dies in between is repeated by redelivery.
        await JsonBlob.CreateAsync(_container.GetBlobClient(outcome.Bundle), BinaryData.FromBytes(bundle), s_fhir, cancellationToken);
        return await _seen.MoveForwardAsync(Current(outcome.Server, outcome.Encounter.Id), outcome, IsNewer, cancellationToken);
    }

    public Task StoreShadowAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken) =>
        JsonBlob.CreateAsync(
            _container.GetBlobClient($"{RequestKey.Folder(outcome.Server, outcome.Encounter.Id)}/shadow/{outcome.Key}.json"),
            BinaryData.FromBytes(bundle), s_fhir, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadBundleAsync(string blob, CancellationToken cancellationToken)
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

    public async IAsyncEnumerable<CurrentOutcome> ListCurrentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            if (!blob.Name.EndsWith(CurrentName, StringComparison.Ordinal)) continue;
            if (await JsonBlob.ReadAsync<CurrentOutcome>(_container.GetBlobClient(blob.Name), cancellationToken) is { } current) yield return current.Value;
        }
    }

    // Equal times: the same context under another model replaces, a withdrawal is never undone, and repeating a write changes nothing.
    internal static bool IsNewer(CurrentOutcome old, CurrentOutcome candidate) =>
        candidate.AsOf > old.AsOf || (candidate.AsOf == old.AsOf && candidate.Key != old.Key && old.Outcome != "withdrawn");

    private BlobClient Current(string server, string encounterId) => _container.GetBlobClient(RequestKey.Folder(server, encounterId) + CurrentName);
}
