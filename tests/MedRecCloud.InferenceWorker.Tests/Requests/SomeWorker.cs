using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>The worker from message to stored outcome, over stores in memory and packages around random weights.</summary>
internal sealed class SomeWorker : IDisposable
{
    private readonly SomeModel _some;
    private readonly ScoringOptions _options = new() { PackSize = 8, CacheShare = 0.25 };

    public SomeWorker(SomeModel some, int lanes = 2)
    {
        _some = some;
        Lanes = new ScoringLanes(lanes, some.Time, some.Metrics, NullLogger<ScoringLanes>.Instance);
        Templates = new KnownTemplates([new SomeTemplate()]);
        Desk = new ScoringDesk(Lanes, Templates, some.Metrics, NullLogger<ScoringDesk>.Instance);
        Catalog = new ModelCatalog(Source, some.Loader(_options), NullLogger<ModelCatalog>.Instance);
        var rules = new OutcomeRules(ProposalDecision.Shipped.Decide, ProposalBundleWriter.Write);
        Shadow = new ShadowRunner(Stores, Desk, rules, some.Metrics, NullLogger<ShadowRunner>.Instance);
        Pipeline = new InferencePipeline(Stores, Stores, Desk, rules, Shadow, new ProposalWriteBack(null));
        Handler = new RequestHandler(Pipeline, Catalog, Options.Create(_options), some.Time, some.Metrics, NullLogger<RequestHandler>.Instance);
    }

    public MemoryStores Stores { get; } = new();

    public SomeSource Source { get; } = new();

    public KnownTemplates Templates { get; }

    public ScoringLanes Lanes { get; }

    public ScoringDesk Desk { get; }

    public ModelCatalog Catalog { get; }

    public ShadowRunner Shadow { get; }

    public InferencePipeline Pipeline { get; }

    public RequestHandler Handler { get; }

    public ScoringOptions Scoring => _options;

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static InferenceRequest Request(string encounter = "e1", string hash = "h1", int minute = 0, int conditions = 3)
    {
        var context = new ClinicalContext
        {
            Server = RequestKey.DefaultServer,
            PredictionTime = Noon,
            Patient = new PatientFact(new ResourceKey("Patient", "p1"), new DateOnly(1960, 5, 5), "male"),
            Encounter = new EncounterFact(new ResourceKey("Encounter", encounter), "in-progress", "AMB", [], [], Noon, null),
            Conditions = [.. Enumerable.Range(0, conditions).Select(i => new ConditionFact(
                new ResourceKey("Condition", $"c{i}"), [new Coding(CodeSystems.Snomed, $"{100 + i}")], $"condition {i} {hash}", "active", Noon.AddDays(-i), null, Noon.AddDays(-i), null))],
        };
        return new InferenceRequest
        {
            Server = context.Server,
            Encounter = context.Encounter.Source,
            ContextHash = hash,
            AsOf = Noon.AddMinutes(minute),
            Context = context,
            Prompt = new SomeTemplate().Compose(context, 12_000),
        };
    }

    public async Task<ClaimCheck> PutAsync(InferenceRequest request)
    {
        var claim = await Stores.PutAsync(request, default);
        await Stores.MoveLatestAsync(claim, default);
        return claim;
    }

    public Task<Settlement> HandleAsync(ClaimCheck claim, string queue = QueueNames.InferenceRequests) => HandleAsync(JsonSerializer.SerializeToUtf8Bytes(claim, ClinicalJson.Options), queue);

    public Task<Settlement> HandleAsync(byte[] body, string queue = QueueNames.InferenceRequests) =>
        Handler.HandleAsync(queue, new ReceivedMessage { Body = body, MessageId = "m", EnqueuedTime = _some.Time.GetUtcNow() }, default);

    public void Dispose()
    {
        Lanes.Dispose();
        Catalog.Dispose();
        Shadow.Dispose();
    }
}

/// <summary>Packages the test has written, by name and version.</summary>
internal sealed class SomeSource : IModelSource
{
    public Dictionary<AvailableModel, string> Folders { get; } = [];

    public AvailableModel Add(MedRecCloud.Models.Packages.ModelPackage package)
    {
        var model = new AvailableModel(package.Manifest.Name, package.Manifest.Version, package.Kind);
        Folders[model] = package.Folder;
        return model;
    }

    public Task<ModelListing> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ModelListing([.. Folders.Keys], ImmutableDictionary<string, string>.Empty));

    public Task<string> FetchAsync(AvailableModel model, CancellationToken cancellationToken) => Task.FromResult(Folders[model]);
}
