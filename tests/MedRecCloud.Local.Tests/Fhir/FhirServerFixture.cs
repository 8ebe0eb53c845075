using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MedRecCloud.Local.Fhir;

namespace MedRecCloud.Local.Tests.Fhir;

/// <summary>A server over a small export, and an HTTP client for it.</summary>
public sealed class FhirServerFixture : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("medrec-fhir-").FullName;

    public LocalFhirServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Export => Path.Combine(Folder, "export");

    public string Data => Path.Combine(Folder, "data");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Export);
        Write("Patient.ndjson", """{"resourceType":"Patient","id":"p1","birthDate":"1950-02-03"}""", """{"resourceType":"Patient","id":"p2"}""");
        Write("Encounter.ndjson",
            """{"resourceType":"Encounter","id":"e1","meta":{"versionId":"2","lastUpdated":"2026-01-02T00:00:00Z"},"status":"finished","subject":{"reference":"Patient/p1"},"period":{"start":"2026-01-02T08:00:00Z","end":"2026-01-02T09:00:00Z"}}""",
            """{"resourceType":"Encounter","id":"e1","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z"},"status":"planned","subject":{"reference":"Patient/p1"}}""",
            """{"resourceType":"Encounter","id":"e2","status":"in-progress","subject":{"reference":"Patient/p2"}}""");
        Gzip("Observation.ndjson.gz", Enumerable.Range(1, 25).Select(i =>
            $$"""{"resourceType":"Observation","id":"o{{i}}","meta":{},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{{(i % 2 == 0 ? "laboratory" : "vital-signs")}}"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"effectiveDateTime":"2026-01-{{i:00}}"}"""));
        Write("Binary.ndjson", $$"""{"resourceType":"Binary","id":"b1","contentType":"text/plain","data":"{{Convert.ToBase64String("Note text."u8)}}"}""");
        Write("DocumentReference.ndjson", """{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"context":{"encounter":[{"reference":"Encounter/e1"}]}}""");
        Write("MedicationRequest.ndjson", """{"resourceType":"MedicationRequest","id":"m1","status":"active","medicationReference":{"reference":"Medication/x1"},"subject":{"reference":"Patient/p1"}}""");
        Write("Medication.ndjson", """{"resourceType":"Medication","id":"x1"}""");
        Write("Encounter-gone.ndjson", """{"resourceType":"Encounter","id":"e3","status":"finished","subject":{"reference":"Patient/p2"}}""");
        Write("deleted.ndjson", """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Encounter/e3"}}]}""");
        await RestartAsync();
    }

    public async Task RestartAsync()
    {
        await DisposeServerAsync();
        Server = await LocalFhirServer.StartAsync(new LocalFhirOptions { ExportFolder = Export, DataFolder = Data });
        Http = new HttpClient { BaseAddress = new Uri(Server.BaseUrl + "/") };
    }

    public async Task DisposeAsync()
    {
        await DisposeServerAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/fhir+json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public static string[] Ids(JsonElement bundle) =>
        bundle.TryGetProperty("entry", out var entries) ? [.. entries.EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!)] : [];

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(Export, name), lines);

    private void Gzip(string name, IEnumerable<string> lines)
    {
        using var file = new StreamWriter(new GZipStream(File.Create(Path.Combine(Export, name)), CompressionLevel.Fastest));
        foreach (var line in lines) file.WriteLine(line);
    }

    private async Task DisposeServerAsync()
    {
        Http?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
    }
}
