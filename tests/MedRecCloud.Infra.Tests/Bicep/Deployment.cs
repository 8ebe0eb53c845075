using System.Text.Json.Nodes;

namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>What a parameter file would deploy, as <c>bicep snapshot</c> foresees it. A test may change it.</summary>
internal sealed class Deployment(string environment, JsonObject snapshot)
{
    public string Environment { get; } = environment;

    public bool IsProduction => Environment == "prod";

    public JsonArray Resources { get; } = (JsonArray)snapshot["predictedResources"]!;

    public JsonObject Outputs { get; } = (JsonObject)snapshot["outputs"]!;

    /// <summary>Reads the committed snapshot; a test holds it equal to the template.</summary>
    public static Deployment Committed(string environment) => Read(environment, Path.Combine(Repository.Infra, $"{environment}.snapshot.json"));

    public static Deployment Read(string environment, string file) => new(environment, (JsonObject)JsonNode.Parse(File.ReadAllText(file))!);

    /// <summary>All resources of a type; never none, so that a rule about them cannot hold of nothing.</summary>
    public IReadOnlyList<Resource> Of(string type)
    {
        var found = Any(type);
        Assert.True(found.Count > 0, $"{Environment} deploys no {type}.");
        return found;
    }

    public IReadOnlyList<Resource> Any(string type) =>
        [.. Resources.OfType<JsonObject>().Select(json => new Resource(json)).Where(resource => resource.Type.Equals(type, StringComparison.OrdinalIgnoreCase))];

    public IEnumerable<Resource> All => Resources.OfType<JsonObject>().Select(json => new Resource(json));

    public Resource The(string type, string ending) => Of(type).Single(resource => resource.Name.EndsWith(ending, StringComparison.Ordinal));

    public void Remove(Resource resource) => Assert.True(Resources.Remove(resource.Json));

    public void Add(string json) => Resources.Add(JsonNode.Parse(json));
}
