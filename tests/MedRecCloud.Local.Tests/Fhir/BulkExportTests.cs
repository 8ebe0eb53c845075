using System.Net;
using System.Text.Json;
using MedRecCloud.Local.Fhir;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Local.Tests.Fhir;

public sealed class BulkExportTests : IAsyncLifetime
{
    private readonly FhirServerFixture _fixture = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private LocalFhirServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        await File.WriteAllTextAsync(Path.Combine(_fixture.Export, "Group.ndjson"), """{"resourceType":"Group","id":"g","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/p1"}}]}""" + "\n");
        _server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = _fixture.Export }, _time);
        _http = new HttpClient { BaseAddress = new Uri(_server.BaseUrl + "/") };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_groups_export_holds_its_members_with_what_they_refer_to_and_nobody_else()
    {
        var manifest = await ManifestAsync(await StartAsync("Group/g/$export"));
        Assert.False(manifest.GetProperty("requiresAccessToken").GetBoolean());
        var files = manifest.GetProperty("output").EnumerateArray().ToDictionary(file => file.GetProperty("type").GetString()!, file => file);
        Assert.Equal(["DocumentReference", "Encounter", "Medication", "MedicationRequest", "Observation", "Patient"], files.Keys.Order());
        foreach (var file in files.Values)
        {
            var lines = (await _http.GetStringAsync(file.GetProperty("url").GetString())).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(file.GetProperty("count").GetInt32(), lines.Length);
            Assert.All(lines, line => Assert.DoesNotContain("p2", line));
        }

        Assert.Contains("\"versionId\":\"2\"", await _http.GetStringAsync(files["Encounter"].GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Types_and_since_limit_an_export()
    {
        var some = await ManifestAsync(await StartAsync("Group/g/$export?_type=Encounter,Observation&_outputFormat=application/fhir%2Bndjson"));
        Assert.Equal(["Encounter", "Observation"], some.GetProperty("output").EnumerateArray().Select(file => file.GetProperty("type").GetString()!));
        var newer = await ManifestAsync(await StartAsync("Group/g/$export?_type=Encounter&_since=2027-01-01T00:00:00Z"));
        Assert.Equal(0, newer.GetProperty("output").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_exported_is_said()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("Group/none/$export")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("Group/g/$export", prefer: "return=minimal")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("Group/g/$export?_outputFormat=text/csv")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("Group/g/$export?_elements=id", prefer: "respond-async, handling=strict")).StatusCode);
    }

    [Fact]
    public async Task A_dropped_export_and_an_expired_one_are_not_known_any_more()
    {
        var status = await StartAsync("Group/g/$export");
        await ManifestAsync(status);
        Assert.Equal(HttpStatusCode.Accepted, (await _http.DeleteAsync(status)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(status)).StatusCode);

        var other = await StartAsync("Group/g/$export");
        var file = (await ManifestAsync(other)).GetProperty("output")[0].GetProperty("url").GetString();
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(file)).StatusCode);
    }

    private async Task<Uri> StartAsync(string path)
    {
        using var answer = await AskAsync(path);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Content.Headers.ContentLocation!;
    }

    private Task<HttpResponseMessage> AskAsync(string path, string prefer = "respond-async")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return _http.SendAsync(request);
    }

    private async Task<JsonElement> ManifestAsync(Uri status)
    {
        while (true)
        {
            using var answer = await _http.GetAsync(status);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Assert.NotNull(answer.Content.Headers.Expires);
                return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            }

            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            await Task.Delay(20);
        }
    }
}
