using System.Net;

namespace MedRecCloud.Local.Tests.Fhir;

public sealed class LocalFhirServerReadTests(FhirServerFixture fhir) : IClassFixture<FhirServerFixture>
{
    [Fact]
    public async Task A_resource_without_meta_is_served_with_version_and_time()
    {
        var patient = await fhir.GetAsync("Patient/p1");
        Assert.Equal("1", patient.GetProperty("meta").GetProperty("versionId").GetString());
        Assert.True(patient.GetProperty("meta").GetProperty("lastUpdated").TryGetDateTimeOffset(out _));
        Assert.Equal("1950-02-03", patient.GetProperty("birthDate").GetString());
    }

    [Fact]
    public async Task An_empty_meta_is_filled() => Assert.Equal("1", (await fhir.GetAsync("Observation/o1")).GetProperty("meta").GetProperty("versionId").GetString());

    [Fact]
    public async Task The_highest_version_of_an_export_is_current_whatever_the_order_of_its_lines()
    {
        Assert.Equal("finished", (await fhir.GetAsync("Encounter/e1")).GetProperty("status").GetString());
        Assert.Equal("planned", (await fhir.GetAsync("Encounter/e1/_history/1")).GetProperty("status").GetString());
        Assert.Equal(2, (await fhir.GetAsync("Encounter/e1/_history")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("Patient/unknown", 404)]
    [InlineData("Encounter/e1/_history/9", 404)]
    [InlineData("Encounter/e3", 410)]
    [InlineData("Encounter?date=yesterday", 400)]
    [InlineData("Encounter?_sort=colour", 400)]
    public async Task What_cannot_be_read_is_an_OperationOutcome(string path, int status)
    {
        var (actual, body) = await fhir.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, actual);
        Assert.Equal("OperationOutcome", body.GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task A_deleted_resource_keeps_its_former_version() =>
        Assert.Equal("finished", (await fhir.GetAsync("Encounter/e3/_history/1")).GetProperty("status").GetString());

    [Fact]
    public async Task Searches_page_through_everything_exactly_once()
    {
        var found = new List<string>();
        for (var next = "Observation?patient=p1&_count=10"; next is not null;)
        {
            var bundle = await fhir.GetAsync(next);
            found.AddRange(FhirServerFixture.Ids(bundle));
            next = bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next")
                .Select(link => link.GetProperty("url").GetString()).FirstOrDefault();
        }
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"o{i}").Order(), found.Order());
    }

    [Theory]
    [InlineData("Observation?patient=Patient/p1&category=laboratory&_count=100", 12)]
    [InlineData("Observation?encounter=e1&_count=100", 25)]
    [InlineData("Observation?encounter=Encounter/e1&date=ge2026-01-10&date=lt2026-01-15&_count=100", 5)]
    [InlineData("Observation?code=http://loinc.org|2160-0&_count=100", 25)]
    [InlineData("Observation?code=http://snomed.info/sct|2160-0", 0)]
    [InlineData("Observation?code=1,2160-0&status=final&_count=100", 25)]
    [InlineData("Observation?status:not=final", 0)]
    [InlineData("Observation?patient=p2", 0)]
    [InlineData("Encounter?patient=p2", 1)]
    [InlineData("Encounter?_id=e1,e2,e3", 2)]
    [InlineData("Encounter?date=2026-01-02", 1)]
    [InlineData("DocumentReference?encounter=e1", 1)]
    [InlineData("DocumentReference?patient=p1&encounter=e2", 0)]
    [InlineData("MedicationRequest?patient=p1&medication=Medication/x1", 1)]
    [InlineData("MedicationRequest?patient=p1&_include=MedicationRequest:medication", 2)]
    public async Task A_search_finds(string path, int count) => Assert.Equal(count, FhirServerFixture.Ids(await fhir.GetAsync(path)).Length);

    [Fact]
    public async Task A_search_is_sorted_by_date_when_asked() =>
        Assert.Equal(["o25", "o24"], FhirServerFixture.Ids(await fhir.GetAsync("Observation?patient=p1&_sort=-date&_count=2")));

    [Fact]
    public async Task The_total_is_counted_when_asked()
    {
        Assert.Equal(25, (await fhir.GetAsync("Observation?_summary=count")).GetProperty("total").GetInt32());
        Assert.Equal(12, (await fhir.GetAsync("Observation?category=laboratory&_total=accurate&_count=1")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_only_when_handling_is_strict()
    {
        Assert.Equal(200, (await fhir.SendAsync(HttpMethod.Get, "Encounter?colour=blue")).Status);
        Assert.Equal(400, (await fhir.SendAsync(HttpMethod.Get, "Encounter?colour=blue", null, ("Prefer", "handling=strict"))).Status);
    }

    [Fact]
    public async Task A_search_can_be_posted()
    {
        using var form = new FormUrlEncodedContent([new("patient", "p2")]);
        using var response = await fhir.Http.PostAsync("Encounter/_search", form);
        Assert.Contains("\"e2\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_Binary_is_served_in_its_own_type_or_as_FHIR()
    {
        using var plain = new HttpRequestMessage(HttpMethod.Get, "Binary/b1");
        plain.Headers.Accept.ParseAdd("text/plain");
        using var response = await fhir.Http.SendAsync(plain);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Note text.", await response.Content.ReadAsStringAsync());
        Assert.Equal("Binary", (await fhir.SendAsync(HttpMethod.Get, "Binary/b1", null, ("Accept", "application/fhir+json"))).Body.GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task The_capability_statement_names_version_and_types()
    {
        var statement = await fhir.GetAsync("metadata");
        Assert.Equal("4.0.1", statement.GetProperty("fhirVersion").GetString());
        Assert.Contains("Encounter", statement.ToString());
    }

    [Fact]
    public async Task A_server_set_to_fail_fails()
    {
        fhir.Server.Failure = HttpStatusCode.ServiceUnavailable;
        try { Assert.Equal(503, (await fhir.SendAsync(HttpMethod.Get, "Patient/p1")).Status); }
        finally { fhir.Server.Failure = null; }
    }
}
