using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Local.Fhir;
using Task = System.Threading.Tasks.Task;

namespace MedRecCloud.EndToEnd.Tests.Validation;

public sealed class BundleValidationTests
{
    private static readonly JsonSerializerOptions s_fhir = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    [Fact]
    public async Task Outcomes_of_many_patients_satisfy_both_validators()
    {
        var bundles = Outcomes().ToArray();

        Assert.All(bundles, bundle => Assert.Empty(JsonSerializer.Deserialize<Bundle>(bundle, s_fhir)!.Validate(ModelInfo.ModelInspector)));
        Assert.Empty(await SecondValidator.ValidateAsync(bundles));
    }

    [Theory]
    [InlineData("status", "\"invented\"", "required value set")]
    [InlineData("subject", "null", "subject")]
    [InlineData("groupIdentifier", "{}", "empty")]
    [InlineData("encounter", "{\"reference\":\"not a reference\"}", "malformed")]
    [InlineData("authoredOn", "\"yesterday\"", "authoredOn")]
    public async Task The_second_validator_finds_a_planted_fault(string field, string value, string finding)
    {
        var bundle = JsonNode.Parse(Outcomes().First())!;
        var request = bundle["entry"]!.AsArray().First(entry => (string?)entry!["resource"]!["resourceType"] == "MedicationRequest")!["resource"]!;
        request[field] = JsonNode.Parse(value);

        var findings = await SecondValidator.ValidateAsync([Encoding.UTF8.GetBytes(bundle.ToJsonString())]);

        Assert.Contains(findings, found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Device", "type", """{"coding":[{"system":"http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS","code":"Large-Language-Models"}]}""", "AI-Device.type")]
    [InlineData("Provenance", "reason", """[{"text":"made by a model"}]""", "AI-Provenance.reason")]
    [InlineData("Provenance", "agent", """[{"who":{"display":"somebody"}}]""", "AI-Provenance.agent")]
    [InlineData("MedicationRequest", "extension", """[{"url":"http://hl7.org/fhir/uv/aitransparency/StructureDefinition/AIconfidence","valueDecimal":1.2}]""", "AIconfidence")]
    public async Task The_second_validator_finds_what_breaks_an_AI_profile(string type, string field, string value, string finding)
    {
        var bundle = JsonNode.Parse(Outcomes().First())!;
        bundle["entry"]!.AsArray().First(entry => (string?)entry!["resource"]!["resourceType"] == type)!["resource"]![field] = JsonNode.Parse(value);

        Assert.Contains(await SecondValidator.ValidateAsync([Encoding.UTF8.GetBytes(bundle.ToJsonString())]), found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bundle_posted_twice_to_a_FHIR_server_has_one_effect()
    {
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions());
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl.ToString().TrimEnd('/') + "/") };
        var bundle = Outcomes().First();

        var counts = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            using var body = new ByteArrayContent(bundle) { Headers = { ContentType = new("application/fhir+json") } };
            using var answer = await http.PostAsync("", body);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var held = new List<string>();
            foreach (var type in (string[])["MedicationRequest", "DetectedIssue", "Device", "GuidanceResponse", "RequestGroup", "Provenance"])
                held.Add($"{type} {JsonNode.Parse(await http.GetStringAsync($"{type}?_summary=count"))!["total"]}");
            counts.Add(string.Join(", ", held));
        }

        Assert.Equal(counts[0], counts[1]);
        Assert.DoesNotContain("MedicationRequest 0", counts[0]);
    }

    private static IEnumerable<byte[]> Outcomes()
    {
        string[] drugs = ["lisinopril", "ibuprofen", "amoxicillin", "metformin", "simvastatin", "diazepam", "oxycodone"];
        for (var i = 0; i < 60; i++)
        {
            var patient = Some.Patient.Aged(5 + i, i % 2 == 0 ? "male" : "female").With(i % 3 == 0 ? "Heart failure" : "Hypertension")
                .Taking(i % 4 == 0 ? "Warfarin Sodium 5 MG Oral Tablet" : "lisinopril 10 MG Oral Tablet");
            if (i % 5 == 0) patient.AllergicTo("Penicillin V");
            if (i % 2 == 0) patient.Lab("33914-3", 10 + i, "mL/min/{1.73_m2}");
            var scores = Some.Patient.Scores(drugs.Select((drug, d) => (drug, 0.05 + ((i * 7 + d * 13) % 90) / 100.0)));
            var outcome = ProposalDecision.Shipped.Decide(scores, patient.Request, Some.Model.Manifest(drugs));
            yield return ProposalBundleWriter.Write(outcome, patient.Request, scores.Model, scores);
        }
    }
}
