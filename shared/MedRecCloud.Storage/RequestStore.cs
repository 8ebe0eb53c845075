using Azure.Storage.Blobs;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Storage;

/// <inheritdoc cref="IRequestStore"/>
internal sealed class RequestStore(BlobServiceClient service) : IRequestStore
{
    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Requests);
    private readonly SeenPointers<ClaimCheck> _seen = new();

    public async Task<ClaimCheck> PutAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var key = RequestKey.Of(request.Server, request.Encounter.Id, request.ContextHash, request.Prompt.TemplateVersion);
        var claim = new ClaimCheck(
            request.Server, request.Encounter.Id, $"{RequestKey.Folder(request.Server, request.Encounter.Id)}/{key}.json",
            key, request.ContextHash, request.AsOf, request.Cohort);
        await JsonBlob.CreateAsync(_container.GetBlobClient(claim.Blob), request, cancellationToken);
        return claim;
    }

    public async Task<InferenceRequest?> GetAsync(ClaimCheck claim, CancellationToken cancellationToken) =>
        (await JsonBlob.ReadAsync<InferenceRequest>(_container.GetBlobClient(claim.Blob), cancellationToken))?.Value;

    public async Task<ClaimCheck?> ReadLatestAsync(string server, string encounterId, CancellationToken cancellationToken) =>
        (await _seen.ReadAsync(Latest(server, encounterId), cancellationToken))?.Value;

    public Task MoveLatestAsync(ClaimCheck claim, CancellationToken cancellationToken) =>
        _seen.MoveForwardAsync(Latest(claim.Server, claim.EncounterId), claim, (old, candidate) => candidate.AsOf >= old.AsOf && candidate != old, cancellationToken);

    private BlobClient Latest(string server, string encounterId) => _container.GetBlobClient($"{RequestKey.Folder(server, encounterId)}/latest.json");
}
