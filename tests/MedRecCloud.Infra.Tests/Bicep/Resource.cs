using System.Globalization;
using System.Text.Json.Nodes;

namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>One resource of a snapshot, read and written by dotted paths: <c>properties.template.scale.minReplicas</c>, <c>properties.rules.0.name</c>.</summary>
internal sealed record Resource(JsonObject Json)
{
    public string Type => Text("type") ?? "";

    public string Name => Text("name") ?? "";

    public string Id => Text("id") ?? "";

    public override string ToString() => $"{Type} {Name}";

    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json, Step);

    public string? Text(string path) => At(path) is JsonValue value ? value.ToString() : null;

    public bool Is(string path, object expected) =>
        string.Equals(Text(path), Convert.ToString(expected, CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);

    public IEnumerable<JsonNode> List(string path) => (At(path) as JsonArray ?? []).Where(item => item is not null)!;

    public void Set(string path, JsonNode? value)
    {
        var cut = path.LastIndexOf('.');
        var parent = cut < 0 ? Json : At(path[..cut]) ?? throw new InvalidOperationException($"{this} has no {path[..cut]}.");
        if (parent is JsonArray array) array[int.Parse(path[(cut + 1)..], CultureInfo.InvariantCulture)] = value;
        else parent[path[(cut + 1)..]] = value;
    }

    private static JsonNode? Step(JsonNode? node, string step) => node switch
    {
        JsonObject json => json[step],
        JsonArray array => int.Parse(step, CultureInfo.InvariantCulture) is var index && index < array.Count ? array[index] : null,
        _ => null,
    };
}
