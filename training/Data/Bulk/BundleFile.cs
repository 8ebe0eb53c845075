using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Training.Data.Bulk;

/// <summary>The resources of a Bundle file (transaction, batch, collection or searchset), with references between its entries made literal.</summary>
internal static class BundleFile
{
    private const string Uuid = "urn:uuid:";

    /// <summary>Each resource as UTF-8 JSON. A single resource that is no Bundle is given back alone.</summary>
    /// <exception cref="TrainingDataException">Not JSON, or no FHIR resource.</exception>
    public static IEnumerable<byte[]> Read(Stream stream, string name)
    {
        using var document = Parse(stream, name);
        var root = document.RootElement;
        if (root.Text("resourceType") is not { } type)
            throw new TrainingDataException($"{name} holds no FHIR resource. Leave it out, or name the folder below that holds the export.");
        if (type != "Bundle")
        {
            yield return Encoding.UTF8.GetBytes(root.GetRawText());
            yield break;
        }
        var places = Places(root);
        foreach (var entry in root.Items("entry"))
            if (entry.Child("resource") is { ValueKind: JsonValueKind.Object } resource)
                yield return Rewrite(resource, resource.Child("id") is null ? GivenId(entry, resource) : null, places);
    }

    private static JsonDocument Parse(Stream stream, string name)
    {
        try
        {
            return JsonDocument.Parse(stream);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new TrainingDataException($"{name} is not whole JSON. Copy it again, or leave it out; if it holds one resource a line, its name must end in .ndjson.", error);
        }
    }

    // A transaction's entries point at each other by urn:uuid; the id is given by the server that executes it, so the uuid serves as id where none is stated.
    private static Dictionary<string, string> Places(JsonElement bundle)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in bundle.Items("entry"))
            if (entry.Text("fullUrl") is { } full && full.StartsWith(Uuid, StringComparison.Ordinal) && entry.Child("resource") is { } resource && resource.Text("resourceType") is { } type)
                places[full] = $"{type}/{resource.Text("id") ?? full[Uuid.Length..]}";
        return places;
    }

    // What a transaction creates has no id yet. Nothing can refer to an entry without a fullUrl, so its content serves as well.
    private static string GivenId(JsonElement entry, JsonElement resource)
    {
        var id = entry.Text("fullUrl") is not { } full ? null : full.StartsWith(Uuid, StringComparison.Ordinal) ? full[Uuid.Length..]
            : ResourceKey.TryParse(full) is { } key && key.Type == resource.Text("resourceType") ? key.Id : null;
        return ResourceKey.IsId(id) ? id! : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resource.GetRawText())));
    }

    private static byte[] Rewrite(JsonElement resource, string? id, Dictionary<string, string> places)
    {
        try
        {
            var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
                Copy(resource, id, writer, places);
            return buffer.ToArray();
        }
        catch (InvalidOperationException)
        {
            // A field whose name is half a surrogate pair cannot be written anew: the resource goes through as it is.
            return Encoding.UTF8.GetBytes(resource.GetRawText());
        }
    }

    private static void Copy(JsonElement element, string? id, Utf8JsonWriter writer, Dictionary<string, string> places)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                if (id is not null)
                    writer.WriteString("id", id);
                foreach (var property in element.EnumerateObject().Where(property => id is null || !property.NameEquals("id")))
                {
                    writer.WritePropertyName(property.Name);
                    // An attachment's url may name the Bundle's Binary.
                    if ((property.NameEquals("reference") || property.NameEquals("url")) && property.Value.Value() is { } literal && places.TryGetValue(literal, out var place))
                        writer.WriteStringValue(place);
                    else
                        Copy(property.Value, null, writer, places);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Copy(item, null, writer, places);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }
}
