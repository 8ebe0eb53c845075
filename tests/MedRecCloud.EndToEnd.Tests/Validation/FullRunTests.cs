using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using MedRecCloud.Local.Fhir;
using MedRecCloud.Storage;
using Xunit.Abstractions;
using Task = System.Threading.Tasks.Task;

namespace MedRecCloud.EndToEnd.Tests.Validation;

/// <summary>Every Bundle of a run over the synthetic export through the whole product with the shipped models: a share of the encounters, all of them with MEDREC_FULL=1.</summary>
[Collection(Stacks.Name)]
public sealed class FullRunTests(ITestOutputHelper output)
{
    private const int Share = 90;

    private static readonly JsonSerializerOptions s_fhir = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    private static readonly string[] s_types = ["MedicationRequest", "DetectedIssue", "Device", "GuidanceResponse", "RequestGroup", "Provenance"];

    private static bool Full => Environment.GetEnvironmentVariable("MEDREC_FULL") == "1";

    [SkippableFact]
    public async Task Every_bundle_is_valid_for_both_validators_round_trips_and_posts_twice_with_one_effect()
    {
        Skip.If(SharedData.Synthea is null, "The shared data is not beside the checkout.");
        var encounters = SharedData.EncounterIds(SharedData.Synthea!).ToArray();
        // Every n-th, so that a share has early and late encounters of many patients.
        if (!Full) encounters = [.. encounters.Where((_, i) => i % (encounters.Length / Share) == 0)];

        var bundles = await BundlesAsync(encounters);

        Assert.Equal(encounters.Length, bundles.Count);
        Assert.All(bundles, RequireValidAndExact);
        output.WriteLine($"{bundles.Count} Bundles: 0 errors by Firely, and each round-trips byte by byte");
        Assert.Empty(await SecondValidator.ValidateAsync(bundles));
        output.WriteLine($"{bundles.Count} Bundles: 0 findings by the second validator");
        var effect = await PostTwiceAsync(bundles);
        output.WriteLine($"{bundles.Count} Bundles posted twice: {effect}");
    }

    private async Task<List<byte[]>> BundlesAsync(string[] encounters)
    {
        using var folder = new TemporaryFolder();
        await using var stack = await RunningStack.StartAsync(folder.Under("data"), SharedData.Synthea!);
        await OutsideSender.SendAsync(stack.ServiceBus, stack.FhirAccount, 5, encounters);
        var outcomes = await stack.SettledAsync(encounters.Length, TimeSpan.FromMinutes(Full ? 40 : 6));
        output.WriteLine(string.Join(", ", outcomes.Values.GroupBy(word => word).Select(group => $"{group.Count()} {group.Key}")));
        var service = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = stack.BlobStorage });
        var container = service.GetBlobContainerClient(ContainerNames.Proposals);
        var bundles = new List<byte[]>();
        await foreach (var stored in new StoredBundles(service).ListAsync(CancellationToken.None))
            bundles.Add((await container.GetBlobClient(stored.Blob).DownloadContentAsync()).Value.Content.ToArray());
        return bundles;
    }

    private static void RequireValidAndExact(byte[] bytes)
    {
        var bundle = JsonSerializer.Deserialize<Bundle>(bytes, s_fhir)!;
        Assert.Empty(bundle.Validate(ModelInfo.ModelInspector));
        Assert.True(bytes.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(bundle, s_fhir)));
        Assert.All(bundle.Entry.Select(entry => entry.Resource).OfType<MedicationRequest>(), request =>
            Assert.Equal((MedicationRequest.MedicationrequestStatus.Draft, MedicationRequest.MedicationRequestIntent.Proposal), (request.Status, request.Intent)));
    }

    private static async Task<string> PostTwiceAsync(List<byte[]> bundles)
    {
        await using var server = await LocalFhirServer.StartAsync(new LocalFhirOptions());
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl + "/") };
        var effects = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            foreach (var bundle in bundles)
            {
                using var body = new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
                using var answer = await http.PostAsync("", body);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }

            var held = new List<string>();
            foreach (var type in s_types) held.Add($"{(int)JsonNode.Parse(await http.GetStringAsync($"{type}?_summary=count"))!["total"]!} {type}");
            effects.Add(string.Join(", ", held));
        }

        Assert.Equal(effects[0], effects[1]);
        var read = bundles.Select(bundle => JsonNode.Parse(bundle)!["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["resourceType"]!).ToArray()).ToArray();
        Assert.Equal(string.Join(", ", s_types.Select(type => $"{(type == "Device" ? Devices(bundles) : read.Sum(types => types.Count(one => one == type)))} {type}")), effects[0]);
        return effects[0];
    }

    /// <summary>One Device for each model, however many Bundles name it.</summary>
    private static int Devices(List<byte[]> bundles) => bundles.SelectMany(bundle => JsonNode.Parse(bundle)!["entry"]!.AsArray())
        .Where(entry => (string)entry!["resource"]!["resourceType"]! == "Device").Select(entry => (string)entry!["resource"]!["identifier"]![0]!["value"]!).Distinct().Count();
}
