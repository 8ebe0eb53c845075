using System.IO.Compression;
using System.Text;
using Azure.Storage.Blobs;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Azurite;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Tests.Cohorts;

/// <summary>Every kind of source gives the same encounters as the folder it was made from: over real blob storage, and over a real FHIR server.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly CohortHarness _folder = new CohortHarness().WithExport(patients: 5);
    private readonly string _data = Directory.CreateTempSubdirectory("medrec-source-test-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Blobs_below_a_prefix_are_a_source_as_their_folder_is()
    {
        await using var azurite = await AzuriteProcess.StartAsync(_data);
        await UploadAsync(azurite.ConnectionString);
        using var some = new CohortHarness(settings: [("BlobStorage:ConnectionString", azurite.ConnectionString)]);
        await StartAsync(some, """{"source":{"blobs":"exports/2026/"},"shardSize":5}""");
        Assert.Equal(await ExpectedAsync(), Words(some));

        await StartAsync(some, """{"source":{"blobs":"exports/1999/"}}""", "empty");
        Assert.Contains("no *.ndjson", (await some.ProgressAsync("empty")).Reason);
    }

    [Fact]
    public async Task An_export_that_the_server_wrote_into_the_own_storage_account_is_read_where_it_lies()
    {
        await using var azurite = await AzuriteProcess.StartAsync(_data);
        var container = await UploadAsync(azurite.ConnectionString);
        using var server = new BulkServer();
        var files = string.Join(',', Directory.GetFiles(_folder.Export).Order().Select(file => $$"""{"type":"{{Path.GetFileNameWithoutExtension(file)}}","url":"{{container.Uri}}/2026/{{Name(file)}}"}"""));
        server.Answer = (what, _) => what == "GET /fhir/status/1" ? new BulkServer.Reply(200, $$"""{"requiresAccessToken":true,"output":[{{files}}],"error":[]}""") : null;
        using var some = new CohortHarness(settings: [("BlobStorage:ConnectionString", azurite.ConnectionString), ("Fhir:Servers:0:BaseUrl", server.Url)]);
        await StartAsync(some, """{"source":{"group":"g"},"shardSize":5}""");
        Assert.Equal(await ExpectedAsync(), Words(some));
        Assert.DoesNotContain(server.Asked, what => what.Contains("/files/"));
    }

    [Fact]
    public async Task A_group_of_a_real_server_is_exported_with_its_members_alone()
    {
        _folder.Append("Group", """{"resourceType":"Group","id":"some","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/p1"}},{"entity":{"reference":"Patient/p3"}},{"entity":{"reference":"Patient/p4"},"inactive":true}]}""");
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = _folder.Export });
        using var some = new CohortHarness(settings: [("Fhir:Servers:0:BaseUrl", server.BaseUrl)], time: new HastyTime());
        await StartAsync(some, """{"source":{"group":"some"},"shardSize":5}""");
        Assert.Equal((await ExpectedAsync()).Where(words => words.StartsWith("p1 ", StringComparison.Ordinal) || words.StartsWith("p3 ", StringComparison.Ordinal)), Words(some));

        await StartAsync(some, """{"source":{"group":"other"}}""", "other");
        Assert.Contains("no such Group", (await some.ProgressAsync("other")).Reason);
    }

    [Fact]
    public async Task Listed_encounters_are_read_from_the_server_each_as_of_its_start()
    {
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = _folder.Export });
        using var some = new CohortHarness(settings: [("Fhir:Servers:0:BaseUrl", server.BaseUrl)]);
        await StartAsync(some, """{"source":{"encounters":["Encounter/e1-2","Encounter/e3-0","Encounter/none","Encounter/e1-2"]},"shardSize":2}""");
        Assert.Equal((await ExpectedAsync()).Where(words => words.Contains(" e1-2 ") || words.Contains(" e3-0 ")).Append(" none encounter-not-found  ").Order(), Words(some));
        Assert.Equal(1, (await some.ProgressAsync("c")).Problems["duplicate id in the list"]);
        Assert.Equal([1, 2], some.Files.Sent.Select(message => message.Shard));
    }

    [Fact]
    public async Task A_listed_encounter_that_the_server_does_not_give_whole_fails_alone()
    {
        _folder.Append("Encounter", """{"resourceType":"Encounter","id":"lone","status":"finished","period":{"start":"2020-01-01"}}""");
        _folder.Append("Encounter", """{"resourceType":"Encounter","id":"orphan","status":"finished","subject":{"reference":"Patient/nobody"},"period":{"start":"2020-01-01"}}""");
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = _folder.Export });
        using var some = new CohortHarness(settings: [("Fhir:Servers:0:BaseUrl", server.BaseUrl)]);
        await StartAsync(some, """{"source":{"encounters":["Encounter/lone","Encounter/orphan","Encounter/e3-0"]}}""");
        Assert.Equal(
            [("e3-0", null), ("lone", "encounter-without-patient"), ("orphan", "patient-not-in-source")],
            some.Entries("c").Select(entry => (entry.Encounter.Id, entry.Encounter.Failed)).Order());
    }

    [Theory]
    [InlineData(422, "server-answers-422")]
    [InlineData(400, "server-answers-400")]
    [InlineData(403, null)]
    [InlineData(500, null)]
    public async Task What_a_server_refuses_of_one_encounter_is_that_encounters_failure_and_what_may_pass_is_asked_again(int status, string? reason)
    {
        using var server = new BulkServer();
        server.Answer = (what, _) => new BulkServer.Reply(what.Contains("Encounter/poison", StringComparison.Ordinal) ? status : 404, "{}");
        using var some = new CohortHarness(settings: [("Fhir:Servers:0:BaseUrl", server.Url)], time: new HastyTime());
        Assert.True(await some.Desk.StartAsync("c", """{"source":{"encounters":["Encounter/poison","Encounter/e"]}}"""u8.ToArray(), default));
        var planning = some.Planner.PlanAsync("c", default);
        if (reason is null)
        {
            await Assert.ThrowsAsync<MedRecCloud.Fhir.Servers.FhirServerException>(() => planning);
            return;
        }

        await planning;
        Assert.Equal([("e", "encounter-not-found"), ("poison", reason)], some.Entries("c").Select(entry => (entry.Encounter.Id, entry.Encounter.Failed!)).Order());
    }

    [Fact]
    public async Task Medications_and_notes_that_lie_in_resources_of_their_own_are_found()
    {
        using var some = new CohortHarness().WithExport(patients: 1, visits: 1);
        some.Append("MedicationRequest", """{"resourceType":"MedicationRequest","id":"m2","status":"active","intent":"order","medicationReference":{"reference":"Medication/x"},"subject":{"reference":"Patient/p0"},"encounter":{"reference":"Encounter/e0-0"},"authoredOn":"2020-01-01T08:40:00Z"}""");
        some.Append("Medication", """{"resourceType":"Medication","id":"x","code":{"text":"Metformin 500 MG Oral Tablet"}}""");
        some.Append("DocumentReference", """{"resourceType":"DocumentReference","id":"d","status":"current","subject":{"reference":"Patient/p0"},"date":"2020-01-01T08:20:00Z","context":{"encounter":[{"reference":"Encounter/e0-0"}]},"content":[{"attachment":{"contentType":"text/plain","url":"https://h.example/fhir/Binary/b"}}]}""");
        some.Append("Binary", $$"""{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"{{Convert.ToBase64String("Chief Complaint: cough for two days"u8)}}"}""");
        some.Append("MedicationRequest", """{"resourceType":"MedicationRequest","id":"m3","status":"active","intent":"order","medicationReference":{"reference":"Medication/absent"},"subject":{"reference":"Patient/p0"}}""");
        await some.StartAsync("c");
        await some.Planner.PlanAsync("c", default);
        var (_, _, cut) = Assert.Single(some.Entries("c"));
        Assert.Equal("lisinopril, metformin", string.Join(", ", cut.Ordered));
        Assert.Contains(cut.Context!.Notes, section => section.Text.Contains("cough"));
        Assert.Equal(1, (await some.ProgressAsync("c")).Problems["reference to a Medication that is not in the source"]);
    }

    private async Task<BlobContainerClient> UploadAsync(string connection)
    {
        var container = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = connection }).GetBlobContainerClient("exports");
        await container.CreateAsync();
        foreach (var file in Directory.GetFiles(_folder.Export))
        {
            var content = await File.ReadAllBytesAsync(file);
            await container.UploadBlobAsync("2026/" + Name(file), new BinaryData(Name(file).EndsWith(".gz", StringComparison.Ordinal) ? Zipped(content) : content));
        }

        await container.UploadBlobAsync("2026/readme.txt", new BinaryData("no resource"));
        return container;
    }

    // One of them gzipped.
    private static string Name(string file) => Path.GetFileName(file) + (file.Contains("Condition", StringComparison.Ordinal) ? ".gz" : "");

    private static byte[] Zipped(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(content);
        return zipped.ToArray();
    }

    private async Task<IReadOnlyList<string>> ExpectedAsync()
    {
        await _folder.StartAsync("c");
        await _folder.Planner.PlanAsync("c", default);
        return Words(_folder);
    }

    private static async Task StartAsync(CohortHarness some, string manifest, string id = "c")
    {
        Assert.True(await some.Desk.StartAsync(id, Encoding.UTF8.GetBytes(manifest), default));
        await some.Planner.PlanAsync(id, default);
    }

    private static IReadOnlyList<string> Words(CohortHarness some) =>
        [.. some.Entries("c").Select(entry => $"{entry.Patient} {entry.Encounter.Id} {entry.Cut.Failed ?? $"{entry.Cut.Context!.Conditions.Length} {entry.Cut.Context.Medications.Length}"} {string.Join(',', entry.Cut.Ordered)} {entry.Cut.Context?.PredictionTime:O}").Order(StringComparer.Ordinal)];
}
