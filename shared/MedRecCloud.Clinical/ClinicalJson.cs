using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical;

/// <summary>How claim checks, manifests and messages are written as JSON: camelCase, enums as kebab-case words, nulls left out.</summary>
public static class ClinicalJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        options.Converters.Add(new ResourceKeyConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>A key is written as its literal reference.</summary>
    private sealed class ResourceKeyConverter : JsonConverter<ResourceKey>
    {
        public override ResourceKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ResourceKey.TryParse(reader.GetString()) ?? throw new JsonException("Not a FHIR reference.");

        public override void Write(Utf8JsonWriter writer, ResourceKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
