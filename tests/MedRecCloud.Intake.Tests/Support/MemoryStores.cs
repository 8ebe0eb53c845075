using System.Collections.Concurrent;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Intake.Encounters;
using MedRecCloud.Storage;

namespace MedRecCloud.Intake.Tests.Support;

/// <summary>The stores' rules without blob storage: names are written once, pointers move forward only. Values go through JSON as they do in storage.</summary>
internal sealed class MemoryStores : IRequestStore, IProposalStore, ISubscriptionPositions, IRequestSender
{
    public ConcurrentDictionary<string, byte[]> Requests { get; } = new();
    public ConcurrentDictionary<(string, string), ClaimCheck> Latest { get; } = new();
    public ConcurrentDictionary<(string, string), CurrentOutcome> Current { get; } = new();
    public ConcurrentDictionary<string, byte[]> Bundles { get; } = new();
    public ConcurrentDictionary<string, SubscriptionPosition> Positions { get; } = new();
    public ConcurrentQueue<(string MessageId, ClaimCheck Claim)> Sent { get; } = new();

    /// <summary>Thrown by the next operation, once.</summary>
    public Exception? Fault;

    public Task<ClaimCheck> PutAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        Check();
        var key = RequestKey.Of(request.Server, request.Encounter.Id, request.ContextHash, request.Prompt.TemplateVersion);
        var claim = new ClaimCheck(request.Server, request.Encounter.Id, $"{RequestKey.Folder(request.Server, request.Encounter.Id)}/{key}.json", key, request.ContextHash, request.AsOf, request.Cohort);
        Requests.TryAdd(claim.Blob, JsonSerializer.SerializeToUtf8Bytes(request, ClinicalJson.Options));
        return Task.FromResult(claim);
    }

    public Task<InferenceRequest?> GetAsync(ClaimCheck claim, CancellationToken cancellationToken) =>
        Task.FromResult(Requests.TryGetValue(claim.Blob, out var bytes) ? JsonSerializer.Deserialize<InferenceRequest>(bytes, ClinicalJson.Options) : null);

    public Task<ClaimCheck?> ReadLatestAsync(string server, string encounterId, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult(Latest.GetValueOrDefault((server, encounterId)));
    }

    public Task MoveLatestAsync(ClaimCheck claim, CancellationToken cancellationToken)
    {
        Check();
        Latest.AddOrUpdate((claim.Server, claim.EncounterId), claim, (_, old) => claim.AsOf >= old.AsOf ? claim : old);
        return Task.CompletedTask;
    }

    public Task<CurrentOutcome?> ReadCurrentAsync(string server, string encounterId, CancellationToken cancellationToken) =>
        Task.FromResult(Current.GetValueOrDefault((server, encounterId)));

    public Task<bool> StoreAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        Check();
        Bundles.TryAdd(outcome.Bundle, bundle.ToArray());
        var now = Current.AddOrUpdate((outcome.Server, outcome.Encounter.Id), outcome, (_, old) => outcome.AsOf > old.AsOf ? outcome : old);
        return Task.FromResult(ReferenceEquals(now, outcome));
    }

    public Task StoreShadowAsync(CurrentOutcome outcome, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ReadOnlyMemory<byte>?> ReadBundleAsync(string blob, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(Bundles.TryGetValue(blob, out var bytes) ? bytes : null);

    public async IAsyncEnumerable<CurrentOutcome> ListCurrentAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var outcome in Current.Values)
        {
            await Task.Yield();
            yield return outcome;
        }
    }

    public Task<SubscriptionPosition?> ReadAsync(string subscription, CancellationToken cancellationToken) => Task.FromResult(Positions.GetValueOrDefault(subscription));

    public Task AdvanceAsync(string subscription, SubscriptionPosition position, CancellationToken cancellationToken)
    {
        Positions.AddOrUpdate(subscription, position, (_, old) => position.Number > old.Number ? position : old);
        return Task.CompletedTask;
    }

    public Task SendAsync(ClaimCheck claim, string messageId, CancellationToken cancellationToken)
    {
        Check();
        Sent.Enqueue((messageId, claim));
        return Task.CompletedTask;
    }

    public InferenceRequest Request(ClaimCheck claim) => JsonSerializer.Deserialize<InferenceRequest>(Requests[claim.Blob], ClinicalJson.Options)!;

    private void Check()
    {
        if (Interlocked.Exchange(ref Fault, null) is { } fault) throw fault;
    }
}
