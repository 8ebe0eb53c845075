using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Intake.Maintenance;
using MedRecCloud.Intake.Tests.Support;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>Planner and desk as an application registers them, over files in memory and a small export on disk; a made-up worker scores.</summary>
internal sealed class CohortHarness : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medrec-cohort-test-").FullName;
    private readonly ServiceProvider _services;

    public CohortHarness(MemoryCohorts? files = null, bool allowFolders = true, IEnumerable<(string Name, string Value)>? settings = null, TimeProvider? time = null)
    {
        Files = files ?? new MemoryCohorts();
        var stores = new MemoryStores();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cohorts:AllowFolders"] = allowFolders.ToString(CultureInfo.InvariantCulture), ["Cohorts:ScratchFolder"] = _folder,
            ["BlobStorage:ConnectionString"] = "UseDevelopmentStorage=true",
        }).AddInMemoryCollection((settings ?? []).ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build());
        services.AddLogging().AddSingleton(time ?? new TickingTime()).AddBlobStorage();
        services.AddSingleton<IRequestStore>(stores).AddSingleton<IProposalStore>(stores).AddSingleton<ISubscriptionPositions>(stores).AddSingleton<Encounters.IRequestSender>(stores);
        services.AddSingleton<ICohortFiles>(Files).AddSingleton<IShardSender>(Files);
        services.AddIntake();
        _services = services.BuildServiceProvider();
    }

    public MemoryCohorts Files { get; }

    public ICohortPlanner Planner => _services.GetRequiredService<ICohortPlanner>();

    public ICohortDesk Desk => _services.GetRequiredService<ICohortDesk>();

    /// <summary>What the timer does.</summary>
    public async Task UpkeepAsync()
    {
        foreach (var task in _services.GetServices<IMaintenanceTask>()) await task.RunAsync(default);
    }

    public string Export => Path.Combine(_folder, "export");

    /// <summary>Patients with a chronic condition and a prescription at every visit.</summary>
    public CohortHarness WithExport(int patients, int visits = 3)
    {
        Directory.CreateDirectory(Export);
        var files = new Dictionary<string, StringBuilder>();
        for (var p = 0; p < patients; p++)
        {
            Line("Patient", $$"""{"resourceType":"Patient","id":"p{{p}}","gender":"{{(p % 2 == 0 ? "female" : "male")}}","birthDate":"{{1930 + p % 80}}-01-01"}""");
            for (var v = 0; v < visits; v++)
            {
                var day = new DateOnly(2020, 1, 1).AddDays(p + 90 * v).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                Line("Encounter", $$"""{"resourceType":"Encounter","id":"e{{p}}-{{v}}","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p{{p}}" },"period":{"start":"{{day}}T08:00:00Z","end":"{{day}}T09:00:00Z" } }""");
                Line("Condition", $$"""{"resourceType":"Condition","id":"c{{p}}-{{v}}","code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003","display":"Hypertension"}]},"subject":{"reference":"Patient/p{{p}}" },"encounter":{"reference":"Encounter/e{{p}}-{{v}}" },"recordedDate":"{{day}}T08:30:00Z" }""");
                Line("MedicationRequest", $$"""{"resourceType":"MedicationRequest","id":"m{{p}}-{{v}}","status":"completed","intent":"order","medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"},"subject":{"reference":"Patient/p{{p}}" },"encounter":{"reference":"Encounter/e{{p}}-{{v}}" },"authoredOn":"{{day}}T08:40:00Z"}""");
            }
        }

        foreach (var (type, lines) in files) File.WriteAllText(Path.Combine(Export, type + ".ndjson"), lines.ToString());
        return this;

        void Line(string type, string json)
        {
            if (!files.TryGetValue(type, out var lines)) files[type] = lines = new StringBuilder();
            lines.Append(json).Append('\n');
        }
    }

    public void Append(string type, string line) => File.AppendAllText(Path.Combine(Export, type + ".ndjson"), line + "\n");

    public Task<bool> StartAsync(string id, int shardSize = 5, string? against = null, params string[] models) => StartAsync(
        id, new CohortManifest { Source = new CohortSource { Folder = Export, Encounters = ImmutableArray<string>.Empty }, ShardSize = shardSize, Against = against, Models = [.. models] });

    public Task<bool> StartAsync(string id, CohortManifest manifest) => Desk.StartAsync(id, JsonSerializer.SerializeToUtf8Bytes(manifest, ClinicalJson.Options), default);

    public async Task<CohortProgress> ProgressAsync(string id) =>
        JsonSerializer.Deserialize<CohortProgress>((await Desk.ReadProgressAsync(id, default))!.Value.Span, ClinicalJson.Options)!;

    /// <summary>What the shards ask for, with what a worker would cut out of them.</summary>
    public IReadOnlyList<(string Patient, CohortEncounter Encounter, EncounterCut Cut)> Entries(string id)
    {
        var entries = new List<(string, CohortEncounter, EncounterCut)>();
        for (var shard = 1; Files[CohortNames.Shard(id, shard)] is { } content; shard++) entries.AddRange(Read(content));
        return entries;
    }

    /// <summary>What a worker would write, with the drugs that the function gives; null drugs: failed.</summary>
    public async Task WorkAsync(Func<string, string, string?, string[]?> propose)
    {
        foreach (var message in Files.Sent.ToArray())
        {
            var models = CohortManifest.Read(Files[CohortNames.Manifest(message.Cohort)]!).Models;
            var lines = Read(Files[CohortNames.Shard(message.Cohort, message.Shard)]!)
                .SelectMany(entry => (models.IsDefaultOrEmpty ? [null] : entry.Encounter.Models ?? (IEnumerable<string?>)models)
                    .Select(model => Line(entry, model, entry.Cut.Failed is null ? propose(entry.Patient, entry.Encounter.Id, model) : null))).ToArray();
            await Files.CreateAsync(
                CohortNames.Part(message.Cohort, message.Shard), CohortLines.Write(lines),
                new Dictionary<string, string>
                {
                    ["proposed"] = $"{lines.Count(line => line.Outcome == "proposed")}", ["abstained"] = $"{lines.Count(line => line.Outcome == "abstained")}",
                    ["failed"] = $"{lines.Count(line => line.Outcome == "failed")}", ["replaced"] = message.Redrive ? $"{lines.Length}" : "0",
                },
                default);
        }
    }

    public Task WorkAsync(Func<string, string, string[]?> propose) => WorkAsync((patient, encounter, _) => propose(patient, encounter));

    /// <summary>Takes every message as a worker does: those of a cohort that does not run are put away.</summary>
    public async Task TakeAsync(Func<string, string[]?> propose)
    {
        var taken = Files.Sent.ToArray();
        Files.Sent.Clear();
        foreach (var message in taken)
            if ((await Files.ReadControlAsync(message.Cohort, default)).State == CohortControlFile.Running) Files.Sent.Add(message);
        await WorkAsync((_, encounter) => propose(encounter));
        Files.Sent.Clear();
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<(string Patient, CohortEncounter Encounter, EncounterCut Cut)> Read(byte[] shard)
    {
        foreach (var patient in CohortShard.Read(shard))
        {
            var record = new PatientRecord("default");
            foreach (var resource in patient.Resources)
            {
                using var document = JsonDocument.Parse(resource);
                record.Add(document.RootElement);
            }

            foreach (var encounter in patient.Encounters)
            {
                yield return (patient.Patient, encounter,
                    encounter.Failed is not null || encounter.Context is not null ? new EncounterCut(encounter.Context, encounter.Orders, encounter.Failed) : EncounterCut.Of(record, encounter.Id));
            }
        }
    }

    private static CohortResult Line((string Patient, CohortEncounter Encounter, EncounterCut Cut) entry, string? model, string[]? drugs) => new()
    {
        Encounter = entry.Encounter.Id,
        Patient = entry.Patient,
        Orders = entry.Cut.Ordered,
        Outcome = drugs is null ? "failed" : drugs.Length > 0 ? "proposed" : "abstained",
        Reason = drugs is null ? entry.Cut.Failed ?? "error" : drugs.Length > 0 ? null : "low-confidence",
        Drugs = [.. (drugs ?? []).Select(drug => new ProposedDrug(drug, 0.5))],
        Asked = model,
        Sex = entry.Cut.Context?.Patient.Sex,
        Age = entry.Cut.Context?.Age,
    };
}
