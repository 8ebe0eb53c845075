using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Messaging;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>A cohort of made-up patients before a worker with two random models: a student, which serves, and a tiny LAMO.</summary>
internal sealed class SomeCohort : IDisposable
{
    public const string Id = "c";

    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-cohort-").FullName;
    private readonly SomeModel _some = new();
    private readonly CohortModels _models;

    public SomeCohort()
    {
        Worker = new SomeWorker(_some);
        Rules = new OutcomeRules(ProposalDecision.Shipped.Decide, ProposalBundleWriter.Write);
        Student = Worker.Source.Add(SomeModel.Proposing(SomeStudent.Write(Path.Combine(_folder, "student"))));
        Lamo = Worker.Source.Add(_some.Write());
        _models = new CohortModels(Worker.Catalog, Worker.Source, _some.Loader(Worker.Scoring), Options.Create(new ModelOptions()));
        Scorer = new CohortScorer(Worker.Lanes, Worker.Templates, Rules);
        Shards = new ShardScorer(Files, _models, new CohortPins(Files, _models), Scorer);
        Handler = new ShardHandler(Shards, Options.Create(Worker.Scoring), _some.Time, _some.Metrics, NullLogger<ShardHandler>.Instance);
    }

    public SomeWorker Worker { get; }

    public OutcomeRules Rules { get; }

    public AvailableModel Student { get; }

    public AvailableModel Lamo { get; }

    public CohortScorer Scorer { get; }

    public ShardScorer Shards { get; }

    public ShardHandler Handler { get; }

    public MemoryCohortFiles Files { get; } = new();

    public async Task<SomeCohort> ServingAsync()
    {
        await Worker.Catalog.UseAsync(new ModelChoice(Student, null, null), default);
        return this;
    }

    public SomeCohort Manifest(string members = "")
    {
        Files[CohortNames.Manifest(Id)] = Encoding.UTF8.GetBytes($$"""{"source":{"folder":"x"}{{members}}}""");
        return this;
    }

    /// <summary>A student of its own that answers from here on.</summary>
    public async Task<AvailableModel> ReplaceStudentAsync(string version)
    {
        var package = SomeModel.Proposing(SomeStudent.Write(Path.Combine(_folder, "student-" + version), version: version));
        var model = Worker.Source.Add(package);
        await Worker.Catalog.UseAsync(new ModelChoice(model, null, null), default);
        return model;
    }

    public SomeCohort Shard(params CohortPatient[] patients)
    {
        Files[CohortNames.Shard(Id, 1)] = CohortShard.Write(patients);
        return this;
    }

    public Task<ShardResult> RunAsync(int shard, params CohortPatient[] patients)
    {
        Files[CohortNames.Shard(Id, shard)] = CohortShard.Write(patients);
        return Shards.RunAsync(new CohortShardMessage(Id, shard), DateTimeOffset.MaxValue, default);
    }

    public Task<ShardResult> RunAsync(bool redrive = false) => Shards.RunAsync(new CohortShardMessage(Id, 1, redrive), DateTimeOffset.MaxValue, default);

    public IReadOnlyList<CohortResult> Lines(int shard = 1) => [.. CohortLines.Read<CohortResult>(Files[CohortNames.Part(Id, shard)])];

    /// <summary>The models that the cohort is held to.</summary>
    public IReadOnlyList<string?> Pins() => JsonSerializer.Deserialize<CohortModelsFile>(Files[CohortNames.Models(Id)]!, ClinicalJson.Options)!.Models;

    public Task<Settlement> HandleAsync(byte[] body, int delivery = 1) => Handler.HandleAsync(new ReceivedMessage { Body = body, MessageId = "m", DeliveryCount = delivery, EnqueuedTime = _some.Time.GetUtcNow() }, default);

    /// <summary>A patient with hypertension and some visits.</summary>
    public static CohortPatient Patient(string id = "p", int visits = 3)
    {
        var resources = new List<string> { $$"""{"resourceType":"Patient","id":"{{id}}","gender":"female","birthDate":"1950-01-01"}""" };
        for (var visit = 0; visit < visits; visit++)
        {
            resources.Add($$"""{"resourceType":"Encounter","id":"{{id}}-{{visit}}","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/{{id}}"},"period":{"start":"20{{20 + visit}}-05-01T08:00:00Z"} }""");
            resources.Add($$"""{"resourceType":"Condition","id":"c{{id}}-{{visit}}","code":{"coding":[{"system":"http://snomed.info/sct","code":"d{{visit}}","display":"Condition {{visit}}"}]},"subject":{"reference":"Patient/{{id}}"},"encounter":{"reference":"Encounter/{{id}}-{{visit}}"},"recordedDate":"20{{20 + visit}}-05-01T08:10:00Z"}""");
            resources.Add($$"""{"resourceType":"MedicationRequest","id":"m{{id}}-{{visit}}","status":"completed","intent":"order","medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"},"subject":{"reference":"Patient/{{id}}"},"encounter":{"reference":"Encounter/{{id}}-{{visit}}"},"authoredOn":"20{{20 + visit}}-05-01T08:40:00Z"}""");
        }

        return new CohortPatient(id, [.. Enumerable.Range(0, visits).Select(visit => new CohortEncounter { Id = $"{id}-{visit}" })], [.. resources.Select(resource => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(resource))]);
    }

    public void Dispose()
    {
        _models.Dispose();
        Worker.Dispose();
        _some.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
