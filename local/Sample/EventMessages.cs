using System.Text;
using System.Text.Json.Nodes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Sample;

/// <summary>The envelopes in which news of a resource arrives.</summary>
/// <param name="seed">Makes the events' ids.</param>
internal sealed class EventMessages(int seed)
{
    private const string Workspace = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.HealthcareApis/workspaces/local";

    /// <summary>Azure Health Data Services, Event Grid schema.</summary>
    public byte[] EventGrid(string change, string type, string id, int version, DateTimeOffset time) => Bytes(new JsonObject
    {
        ["id"] = SampleIds.Of(seed, "event", change, type, id, $"{version}"),
        ["topic"] = Workspace,
        ["subject"] = $"{StackDefaults.FhirAccount}/{type}/{id}",
        ["data"] = Data(type, id, version),
        ["eventType"] = $"Microsoft.HealthcareApis.FhirResource{change}",
        ["dataVersion"] = $"{version}",
        ["metadataVersion"] = "1",
        ["eventTime"] = SampleResources.Instant(time),
    });

    /// <summary>Azure Health Data Services, CloudEvents 1.0.</summary>
    public byte[] CloudEvent(string change, string type, string id, int version, DateTimeOffset time) => Bytes(new JsonObject
    {
        ["id"] = SampleIds.Of(seed, "event", change, type, id, $"{version}"),
        ["source"] = Workspace,
        ["specversion"] = "1.0",
        ["type"] = $"Microsoft.HealthcareApis.FhirResource{change}",
        ["dataschema"] = $"#{version}",
        ["subject"] = $"{StackDefaults.FhirAccount}/{type}/{id}",
        ["time"] = SampleResources.Instant(time),
        ["data"] = Data(type, id, version),
    });

    /// <summary>What an integration engine sends: the resource itself.</summary>
    public static byte[] Resource(JsonObject resource) => Bytes(resource);

    /// <summary>What an integration engine sends: a visit and its note together.</summary>
    public static byte[] Bundle(params JsonObject[] resources) => Bytes(new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray([.. resources.Select(resource => (JsonNode)new JsonObject { ["resource"] = resource.DeepClone() })]),
    });

    private static JsonObject Data(string type, string id, int version) => new()
    {
        ["resourceType"] = type,
        ["resourceFhirAccount"] = StackDefaults.FhirAccount,
        ["resourceFhirId"] = id,
        ["resourceVersionId"] = version,
    };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
