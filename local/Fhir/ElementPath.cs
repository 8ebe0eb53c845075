using System.Text.Json;

namespace MedRecCloud.Local.Fhir;

/// <summary>Walks a path of element names through a resource, through lists too.</summary>
internal static class ElementPath
{
    public static IEnumerable<JsonElement> Values(JsonElement resource, string path)
    {
        IEnumerable<JsonElement> found = [resource];
        foreach (var name in path.Split('.')) found = found.SelectMany(element => Children(element, name));
        return found;
    }

    private static IEnumerable<JsonElement> Children(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child)
            ? child.ValueKind == JsonValueKind.Array ? child.EnumerateArray() : [child]
            : [];

    /// <summary>The code-system pairs of a code, Coding, CodeableConcept or Identifier.</summary>
    public static IEnumerable<(string System, string Code)> Tokens(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return [("", value.GetString()!)];
        if (value.ValueKind != JsonValueKind.Object) return [];
        if (value.TryGetProperty("coding", out var codings)) return codings.EnumerateArray().SelectMany(Tokens);
        var code = Text(value, "code") ?? Text(value, "value");
        return code is null ? [] : [(Text(value, "system") ?? "", code)];
    }

    /// <summary>The stretch of time of a date, dateTime, instant or Period; a Period without an end goes on for ever.</summary>
    public static FhirDate? Date(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => FhirDate.TryParse(value.GetString()),
        JsonValueKind.Object => new FhirDate(
            FhirDate.TryParse(Text(value, "start"))?.Start ?? DateTimeOffset.MinValue,
            FhirDate.TryParse(Text(value, "end"))?.End ?? DateTimeOffset.MaxValue),
        _ => null,
    };

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
