using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Fhir.Reading;

/// <summary>
/// Picks fields out of a FHIR R4 resource's JSON, tolerating what servers really send: a field of the wrong kind reads as absent.
/// Reading by field costs a fraction of building the whole object model, and reads R4B and R5 shapes alike.
/// </summary>
public static class FhirElement
{
    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? child
            : null;

    /// <summary>The field's text; null when absent or not a string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.String } child ? SafeString(child) : null;

    /// <summary>The items of a repeating field; a single object counts as one item.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Child(name) switch
    {
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } single => [single],
        _ => [],
    };

    /// <summary>The field's time; a date alone is its first moment in UTC.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) => FhirMoment.Parse(element.Text(name));

    /// <summary>The start of a Period field.</summary>
    public static DateTimeOffset? Start(this JsonElement element, string name) => element.Child(name)?.Moment("start");

    public static DateTimeOffset? End(this JsonElement element, string name) => element.Child(name)?.Moment("end");

    /// <summary>The codings of a CodeableConcept field (or of each of several).</summary>
    public static ImmutableArray<Coding> Codings(this JsonElement element, string name)
    {
        var codings = ImmutableArray.CreateBuilder<Coding>();
        foreach (var concept in element.Items(name))
            foreach (var coding in concept.Items("coding"))
                if (AsCoding(coding) is { } one) codings.Add(one);
        return codings.ToImmutable();
    }

    /// <summary>A Coding value; null when it has no code.</summary>
    public static Coding? AsCoding(JsonElement coding) =>
        coding.Text("code") is { Length: > 0 } code ? new Coding(coding.Text("system") ?? "", code, coding.Text("display")) : null;

    /// <summary>The words of a CodeableConcept field: its text, else its first display, else its first code.</summary>
    public static string Words(this JsonElement element, string name)
    {
        foreach (var concept in element.Items(name))
        {
            if (concept.Text("text") is { Length: > 0 } text) return text;
            foreach (var coding in concept.Items("coding"))
                if ((coding.Text("display") ?? coding.Text("code")) is { Length: > 0 } display) return display;
        }
        return "";
    }

    /// <summary>The first code of a CodeableConcept or Coding field, or the field itself where it is a plain code; empty when absent.</summary>
    public static string Code(this JsonElement element, string name) => element.Child(name) switch
    {
        { ValueKind: JsonValueKind.String } code => SafeString(code) ?? "",
        { ValueKind: JsonValueKind.Object } value when value.Text("code") is { } code => code,
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } => element.Codings(name) is [var first, ..] ? first.Code : "",
        _ => "",
    };

    /// <summary>The resource a Reference field names; null when it names none by literal reference.</summary>
    public static ResourceKey? Reference(this JsonElement element, string name) =>
        element.Child(name) is { } reference ? AsReference(reference) : null;

    public static ResourceKey? AsReference(JsonElement reference)
    {
        var literal = reference.Text("reference");
        return literal is null || literal.Contains('?') ? null : ResourceKey.TryParse(literal.StartsWith("urn:uuid:", StringComparison.Ordinal)
            ? $"{reference.Text("type") ?? "Resource"}/{literal[9..]}" : literal);
    }

    /// <summary>Type and id, with the version where the resource carries one; null when either is missing or not one that FHIR allows.</summary>
    public static ResourceKey? Key(this JsonElement resource)
    {
        if (resource.Text("resourceType") is not { Length: > 0 and <= 64 } type || !type.All(char.IsAsciiLetter)) return null;
        if (resource.Text("id") is not { } id || !ResourceKey.IsId(id)) return null;
        var version = resource.Child("meta")?.Text("versionId");
        return new ResourceKey(type, id, ResourceKey.IsId(version) ? version : null);
    }

    public static DateTimeOffset? LastUpdated(this JsonElement resource) => resource.Child("meta")?.Moment("lastUpdated");

    /// <summary>The string itself; null where it is none: another kind, or a lone surrogate escape.</summary>
    public static string? Value(this JsonElement element) => element.ValueKind == JsonValueKind.String ? SafeString(element) : null;

    /// <summary>The bytes of a base64 string; null where it is none.</summary>
    public static byte[]? Base64(this JsonElement element)
    {
        try { return element.ValueKind == JsonValueKind.String && element.TryGetBytesFromBase64(out var bytes) ? bytes : null; }
        catch (InvalidOperationException) { return null; }
    }

    private static string? SafeString(JsonElement element)
    {
        try { return element.GetString(); }
        catch (InvalidOperationException) { return null; }
    }
}
