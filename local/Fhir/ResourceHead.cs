using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>What the index needs of one resource, read in a single pass over its UTF-8 without building a document.</summary>
/// <param name="Patient">Id of the patient it is about; its own id for a Patient.</param>
/// <param name="Encounter">Id of the encounter it belongs to; its own id for an Encounter.</param>
/// <param name="Version">meta.versionId when it is a whole number, else null.</param>
/// <param name="LastUpdated">meta.lastUpdated, when stated.</param>
/// <param name="MetaAt">Where members can be written into <c>meta</c>: just after its brace, or -1 without a <c>meta</c>.</param>
/// <param name="MetaIsEmpty">True for <c>"meta":{}</c>.</param>
internal readonly record struct ResourceHead(
    string Type, string Id, string? Patient, string? Encounter, int? Version, DateTimeOffset? LastUpdated, int MetaAt, bool MetaIsEmpty)
{
    /// <exception cref="FhirFailure">The bytes are no JSON object with resourceType (400), or type or id is not allowed (422).</exception>
    public static ResourceHead Read(ReadOnlySpan<byte> json, bool idRequired = true)
    {
        string type = "", id = "", subject = "", patient = "", encounter = "";
        int? version = null;
        DateTimeOffset? lastUpdated = null;
        int metaAt = -1;
        var metaIsEmpty = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw FhirFailure.Malformed("A resource is a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("resourceType"u8)) type = Text(ref reader);
                else if (reader.ValueTextEquals("id"u8)) id = Text(ref reader);
                else if (reader.ValueTextEquals("subject"u8)) subject = Reference(ref reader) ?? subject;
                else if (reader.ValueTextEquals("patient"u8)) patient = Reference(ref reader) ?? patient;
                else if (reader.ValueTextEquals("encounter"u8)) encounter = Reference(ref reader) ?? encounter;
                else if (reader.ValueTextEquals("context"u8)) encounter = ContextEncounter(ref reader) ?? encounter;
                else if (reader.ValueTextEquals("meta"u8))
                {
                    reader.Read();
                    metaAt = (int)reader.BytesConsumed;
                    Meta(ref reader, ref version, ref lastUpdated, out metaIsEmpty);
                }
                else reader.Skip();
            }
            while (reader.Read()) { }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) { throw FhirFailure.Malformed("The resource is not valid JSON."); }

        if (type.Length == 0) throw FhirFailure.Malformed("The resource names no resourceType.");
        if (!type.All(char.IsAsciiLetter)) throw FhirFailure.Unprocessable("resourceType must be letters only.");
        if ((idRequired || id.Length > 0) && !ResourceKey.IsId(id)) throw FhirFailure.Unprocessable("The id must be 1 to 64 letters, digits, '-' or '.'.");
        var about = type == "Patient" ? id : IdOf(patient.Length > 0 ? patient : subject, "Patient");
        return new(type, id, about, type == "Encounter" ? id : IdOf(encounter, "Encounter"), version, lastUpdated, metaAt, metaIsEmpty);
    }

    private static string Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();

    private static void Meta(ref Utf8JsonReader reader, ref int? version, ref DateTimeOffset? lastUpdated, out bool isEmpty)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            if (reader.ValueTextEquals("versionId"u8)) version = int.TryParse(Text(ref reader), out var number) ? number : null;
            else if (reader.ValueTextEquals("lastUpdated"u8)) lastUpdated = FhirDate.TryParse(Text(ref reader))?.Start;
            else reader.Skip();
        }
    }

    /// <summary>The <c>reference</c> of a Reference, or of the first one of a list.</summary>
    private static string? Reference(ref Utf8JsonReader reader)
    {
        string? found = null;
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (found is null && reader.ValueTextEquals("reference"u8)) found = Text(ref reader);
            else reader.Skip();
        }
        return found;
    }

    /// <summary>MedicationAdministration.context is a Reference; DocumentReference.context holds encounter references.</summary>
    private static string? ContextEncounter(ref Utf8JsonReader reader)
    {
        string? found = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (found is null && reader.ValueTextEquals("reference"u8)) found = Text(ref reader);
            else if (found is null && reader.ValueTextEquals("encounter"u8)) found = Reference(ref reader);
            else reader.Skip();
        }
        return found;
    }

    private static string? IdOf(string reference, string type) => ResourceKey.TryParse(reference) is { } key && key.Type == type ? key.Id : null;
}
