using System.Text.Json;

namespace MedRecCloud.Fhir.Exports;

/// <summary>What is needed of a resource to group it: found in one pass over its bytes, without reading the rest.</summary>
/// <param name="Patient">Id of the patient it is about; null for none.</param>
public readonly record struct ResourceHead(string Type, string Id, string? Patient)
{
    /// <summary>Null when the line is no JSON object with <c>resourceType</c> and <c>id</c>.</summary>
    public static ResourceHead? Read(ReadOnlySpan<byte> json)
    {
        string? type = null, id = null, patient = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueTextEquals("resourceType"u8) ? 1 : reader.ValueTextEquals("id"u8) ? 2
                    : reader.ValueTextEquals("subject"u8) || reader.ValueTextEquals("patient"u8) ? 3 : 0;
                reader.Read();
                if (name == 3 && reader.TokenType == JsonTokenType.StartObject)
                    patient = PatientOf(ref reader) ?? patient;
                else if (name is 1 or 2 && reader.TokenType == JsonTokenType.String)
                    (type, id) = name == 1 ? (reader.GetString(), id) : (type, reader.GetString());
                else
                    reader.Skip();
            }
            // The rest of the line must be whole as well: a cut-off line ends inside the object.
            if (reader.TokenType != JsonTokenType.EndObject)
                return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter: text that is no Unicode, e.g. half a surrogate pair.
            return null;
        }
        return string.IsNullOrEmpty(type) || string.IsNullOrEmpty(id) ? null : new ResourceHead(type, id, type == "Patient" ? id : patient);
    }

    private static string? PatientOf(ref Utf8JsonReader reader)
    {
        string? patient = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReference = reader.ValueTextEquals("reference"u8);
            reader.Read();
            if (isReference && reader.TokenType == JsonTokenType.String)
                patient = ResourceLinks.Target(reader.GetString(), "Patient")?.Id;
            else
                reader.Skip();
        }
        return patient;
    }
}
