using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;

namespace MedRecCloud.Storage.Feedback;

/// <summary>
/// <c>proposals/{encounter}/feedback/{hash}.json</c>, and <c>proposals/_cards/{group}.json</c>. An underscore is in no FHIR id, so neither folder can be an encounter's.
/// </summary>
internal sealed class FeedbackStore(BlobServiceClient service) : IFeedbackStore
{
    private const string Cards = "_cards/", WithoutEncounter = "_encounter-not-named";

    private readonly BlobContainerClient _container = service.GetBlobContainerClient(ContainerNames.Proposals);

    public Task RememberAsync(ShownCards shown, CancellationToken cancellationToken) => JsonBlob.CreateAsync(Group(shown.Group), shown, cancellationToken);

    public async Task<ShownCards?> FindAsync(string group, CancellationToken cancellationToken) => (await JsonBlob.ReadAsync<ShownCards>(Group(group), cancellationToken))?.Value;

    public Task<bool> StoreAsync(OutcomeFeedback feedback, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(feedback, ClinicalJson.Options);
        var name = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
        return JsonBlob.CreateAsync(_container.GetBlobClient($"{Folder(feedback.Server, feedback.EncounterId)}{name}.json"), feedback, cancellationToken);
    }

    public async Task<IReadOnlyList<OutcomeFeedback>> ListAsync(string server, string encounterId, CancellationToken cancellationToken)
    {
        var found = new List<OutcomeFeedback>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder(server, encounterId), cancellationToken))
            if (await JsonBlob.ReadAsync<OutcomeFeedback>(_container.GetBlobClient(blob.Name), cancellationToken) is { } feedback) found.Add(feedback.Value);
        return [.. found.OrderBy(one => one.At).ThenBy(one => one.Card, StringComparer.Ordinal)];
    }

    /// <summary>True for what is no Bundle though it lies among them.</summary>
    public static bool Owns(string blob) => blob.StartsWith('_') || blob.Contains("/feedback/", StringComparison.Ordinal);

    private static string Folder(string server, string? encounterId) =>
        (encounterId is null ? WithoutEncounter : RequestKey.Folder(server, encounterId)) + "/feedback/";

    private BlobClient Group(string group) => _container.GetBlobClient($"{Cards}{group}.json");
}
