using System.Text.Json;
using MedRecCloud.Local.Fhir;

namespace MedRecCloud.Local.Tests.Fhir;

public sealed class LocalFhirServerWriteTests : IAsyncLifetime
{
    private const string Transaction = """
        {"resourceType":"Bundle","type":"transaction","entry":[
          {"fullUrl":"urn:uuid:00000000-0000-0000-0000-000000000001","resource":{"resourceType":"Device","identifier":[{"system":"urn:x","value":"model"}]},"request":{"method":"POST","url":"Device","ifNoneExist":"identifier=urn:x|model"}},
          {"fullUrl":"urn:uuid:00000000-0000-0000-0000-000000000002","resource":{"resourceType":"MedicationRequest","identifier":[{"system":"urn:x","value":"1"}],"status":"draft","intent":"proposal","subject":{"reference":"Patient/p1"},"requester":{"reference":"urn:uuid:00000000-0000-0000-0000-000000000001"}},"request":{"method":"POST","url":"MedicationRequest","ifNoneExist":"identifier=urn:x|1"}}]}
        """;

    private readonly FhirServerFixture _fhir = new();

    public Task InitializeAsync() => _fhir.InitializeAsync();

    public Task DisposeAsync() => _fhir.DisposeAsync();

    [Fact]
    public async Task An_update_makes_the_next_version_and_survives_a_restart()
    {
        var (status, body) = await _fhir.SendAsync(HttpMethod.Put, "Encounter/e1", """{"resourceType":"Encounter","id":"e1","meta":{"versionId":"77"},"status":"entered-in-error","subject":{"reference":"Patient/p2"}}""");
        Assert.Equal((200, "3"), (status, body.GetProperty("meta").GetProperty("versionId").GetString()));
        await _fhir.RestartAsync();
        Assert.Equal("entered-in-error", (await _fhir.GetAsync("Encounter/e1")).GetProperty("status").GetString());
        Assert.Equal("finished", (await _fhir.GetAsync("Encounter/e1/_history/2")).GetProperty("status").GetString());
        Assert.Equal(["e1", "e2"], FhirServerFixture.Ids(await _fhir.GetAsync("Encounter?patient=p2")).Order());
        Assert.Empty(FhirServerFixture.Ids(await _fhir.GetAsync("Encounter?patient=p1")));
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_until_it_is_put_again()
    {
        Assert.Equal(204, (await _fhir.SendAsync(HttpMethod.Delete, "Patient/p2")).Status);
        Assert.Equal(410, (await _fhir.SendAsync(HttpMethod.Get, "Patient/p2")).Status);
        Assert.Equal(204, (await _fhir.SendAsync(HttpMethod.Delete, "Patient/p2")).Status);
        Assert.Equal(201, (await _fhir.SendAsync(HttpMethod.Put, "Patient/p2", """{"resourceType":"Patient","id":"p2"}""")).Status);
        Assert.Equal("3", (await _fhir.GetAsync("Patient/p2")).GetProperty("meta").GetProperty("versionId").GetString());
    }

    [Theory]
    [InlineData("PUT", "Patient/p1", "{", 400)]
    [InlineData("PUT", "Patient/p1", """{"resourceType":"Encounter","id":"p1"}""", 422)]
    [InlineData("PUT", "Patient/p1", """{"resourceType":"Patient","id":"other"}""", 400)]
    [InlineData("POST", "Patient", """{"id":"x"}""", 400)]
    [InlineData("POST", "", """{"resourceType":"Bundle","type":"collection"}""", 422)]
    [InlineData("PATCH", "Patient/p1", "{}", 405)]
    public async Task What_cannot_be_written_is_an_OperationOutcome(string method, string path, string body, int status)
    {
        var (actual, outcome) = await _fhir.SendAsync(new HttpMethod(method), path, body);
        Assert.Equal(status, actual);
        Assert.Equal("OperationOutcome", outcome.GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task An_update_of_another_version_than_the_expected_is_refused() =>
        Assert.Equal(412, (await _fhir.SendAsync(HttpMethod.Put, "Patient/p1", """{"resourceType":"Patient","id":"p1"}""", ("If-Match", "W/\"4\""))).Status);

    [Fact]
    public async Task A_transaction_sent_twice_creates_once_and_resolves_its_urns()
    {
        var first = await _fhir.SendAsync(HttpMethod.Post, "", Transaction);
        var second = await _fhir.SendAsync(HttpMethod.Post, "", Transaction);
        Assert.Equal(["201", "201"], Statuses(first.Body));
        Assert.Equal(["200", "200"], Statuses(second.Body));
        Assert.Equal(Locations(first.Body), Locations(second.Body));
        var request = Assert.Single((await _fhir.GetAsync("MedicationRequest?identifier=urn:x|1")).GetProperty("entry").EnumerateArray()).GetProperty("resource");
        var device = request.GetProperty("requester").GetProperty("reference").GetString()!;
        Assert.StartsWith("Device/", device);
        Assert.Equal("Device", (await _fhir.GetAsync(device)).GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task A_transaction_with_one_bad_entry_writes_nothing()
    {
        var (status, _) = await _fhir.SendAsync(HttpMethod.Post, "", """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"resource":{"resourceType":"Patient","id":"new"},"request":{"method":"PUT","url":"Patient/new"}},
              {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Encounter"}}]}
            """);
        Assert.Equal(422, status);
        Assert.Equal(404, (await _fhir.SendAsync(HttpMethod.Get, "Patient/new")).Status);
    }

    [Fact]
    public async Task A_batch_answers_each_entry_by_itself()
    {
        var (_, body) = await _fhir.SendAsync(HttpMethod.Post, "", """
            {"resourceType":"Bundle","type":"batch","entry":[
              {"request":{"method":"GET","url":"Patient/p1"}},{"request":{"method":"GET","url":"Patient/none"}},{"request":{"method":"GET","url":"Observation?patient=p1&_summary=count"}}]}
            """);
        Assert.Equal(["200", "404", "200"], Statuses(body));
        Assert.Equal(25, body.GetProperty("entry")[2].GetProperty("resource").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_change_broken_by_a_crash_is_forgotten_and_the_rest_kept()
    {
        await _fhir.SendAsync(HttpMethod.Put, "Patient/p9", """{"resourceType":"Patient","id":"p9"}""");
        await _fhir.Server.DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(_fhir.Data, "overlay.ndjson"), """{"key":"Patient/p10/_history/1","last""");
        await _fhir.RestartAsync();
        Assert.Equal(200, (await _fhir.SendAsync(HttpMethod.Get, "Patient/p9")).Status);
        Assert.Equal(404, (await _fhir.SendAsync(HttpMethod.Get, "Patient/p10")).Status);
        Assert.Equal(201, (await _fhir.SendAsync(HttpMethod.Put, "Patient/p10", """{"resourceType":"Patient","id":"p10"}""")).Status);
    }

    [Fact]
    public async Task A_line_that_is_no_resource_is_named_by_file_and_line()
    {
        await File.WriteAllTextAsync(Path.Combine(_fhir.Export, "Zzz.ndjson"), """
            {"resourceType":"Patient","id":"ok"}
            {"resourceType":"Pat
            """);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = _fhir.Export }));
        Assert.Contains("Zzz.ndjson, line 2", error.Message);
    }

    [Fact]
    public async Task A_missing_folder_is_said_in_one_sentence()
    {
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = "/no/such/folder" }));
        Assert.Contains("/no/such/folder", error.Message);
    }

    private static string[] Statuses(JsonElement bundle) =>
        [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()!)];

    private static string[] Locations(JsonElement bundle) =>
        [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!)];
}
