using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Storage;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>The stores' contracts in memory: written once, moved forward only by a newer one.</summary>
internal sealed class MemoryStores : IRequestStore, IProposalStore
{
    private readonly ConcurrentDictionary<string, InferenceRequest> _requests = new();
    private readonly ConcurrentDictionary<string, ClaimCheck> _latest = new();
    private readonly ConcurrentDictionary<string, CurrentOutcome> _current = new();

    public ConcurrentDictionary<string, byte[]> Bundles { get; } = new();

    public ConcurrentDictionary<string, CurrentOutcome> Shadows { get; } = new();

    /// <summary>Thrown by the next writes, as storage that is away.</summary>
    public Exception? Failure { get; set; }

    public Task<ClaimCheck> PutAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var key = RequestKey.Of(request.Server, request.Encounter.Id, request.ContextHash, request.Prompt.TemplateVersion);
        var claim = new ClaimCheck(request.Server, request.Encounter.Id, $"{request.Encounter.Id}/{key}.json", key, request.ContextHash, request.AsOf, request.Cohort);
        _requests.TryAdd(claim.Blob, request);
        return Task.FromResult(claim);
    }

    public Task<InferenceRequest?> GetAsync(ClaimCheck claim, CancellationToken cancellationToken) => Task.FromResult(_requests.GetValueOrDefault(claim.Blob));

    public Task<ClaimCheck?> ReadLatestAsync(string server, string encounterId, CancellationToken cancellationToken) =>
        Task.FromResult(_latest.GetValueOrDefault(RequestKey.Folder(server, encounterId)));

    public Task MoveLatestAsync(ClaimCheck claim, CancellationToken cancellationToken)
    {
        _latest[RequestKey.Folder(claim.Server, claim.EncounterId)] = claim;
        return Task.CompletedTask;
    }

    public Task<CurrentOutcome?> ReadCurrentAsync(string server, string encounterId, CancellationToken cancellationToken) =>
        Task.FromResult(_current.GetValueOrDefault(RequestKey.Folder(server, encounterId)));

    public Task<bool> StoreAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) return Task.FromException<bool>(failure);
        Bundles.TryAdd(outcome.Bundle, bundle.ToArray());
        var folder = RequestKey.Folder(outcome.Server, outcome.Encounter.Id);
        var stands = _current.AddOrUpdate(folder, outcome, (_, old) => outcome.AsOf > old.AsOf || (outcome.AsOf == old.AsOf && old.Outcome != "withdrawn") ? outcome : old);
        return Task.FromResult(ReferenceEquals(stands, outcome));
    }

    public Task StoreShadowAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        Shadows[outcome.Key] = outcome;
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> ReadBundleAsync(string blob, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(Bundles.TryGetValue(blob, out var bundle) ? bundle : null);

    public async IAsyncEnumerable<CurrentOutcome> ListCurrentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var current in _current.Values) yield return current;
    }
}
