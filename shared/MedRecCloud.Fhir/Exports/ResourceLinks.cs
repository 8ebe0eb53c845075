using System.Text;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;

namespace MedRecCloud.Fhir.Exports;

/// <summary>What a resource refers to, found in one pass over its bytes, without building a document.</summary>
/// <param name="Encounter">Id of the encounter it names as its own; null for none.</param>
/// <param name="Needed">Resources that belong to no patient and that it cannot be read without: its Medication, its notes' Binary.</param>
public readonly record struct ResourceLinks(string? Encounter, IReadOnlyList<ResourceKey> Needed)
{
    private const int LongestCode = 16;

    public static ResourceLinks Read(ReadOnlySpan<byte> json)
    {
        string? encounter = null;
        List<ResourceKey>? needed = null;
        var reader = new Utf8JsonReader(json);
        var (depth, ofEncounter, ofMedication) = (0, false, false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1) (depth, ofEncounter, ofMedication) = (1, reader.ValueTextEquals("encounter"u8), reader.ValueTextEquals("medicationReference"u8));
            var isReference = depth == 1 && reader.CurrentDepth == 2 && (ofEncounter || ofMedication) && reader.ValueTextEquals("reference"u8);
            var isUrl = !isReference && reader.ValueTextEquals("url"u8);
            if ((!isReference && !isUrl) || !reader.Read() || reader.TokenType != JsonTokenType.String || Target(Text(ref reader), ofEncounter && isReference ? "Encounter" : isUrl ? "Binary" : "Medication") is not { } key) continue;
            if (isReference && ofEncounter) encounter = key.Id;
            else (needed ??= []).Add(new ResourceKey(key.Type, key.Id));
        }

        return new ResourceLinks(encounter, needed ?? (IReadOnlyList<ResourceKey>)[]);
    }

    /// <summary>The resource of the type that a literal reference names; null for another type. A <c>urn:uuid:</c> does not say its type, so it is taken for that.</summary>
    internal static ResourceKey? Target(string? reference, string type)
    {
        const string Uuid = "urn:uuid:";
        if (reference?.StartsWith(Uuid, StringComparison.Ordinal) == true) return ResourceKey.IsId(reference[Uuid.Length..]) ? new ResourceKey(type, reference[Uuid.Length..]) : null;
        return ResourceKey.TryParse(reference) is { } key && key.Type == type ? key : null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try { return reader.GetString(); }
        // Half a surrogate pair names nothing.
        catch (InvalidOperationException) { return null; }
    }

    /// <summary>True when any code in an Observation is one of <see cref="SafetyObservations.Codes"/>; no other Observation is read.</summary>
    public static bool HoldsSafetyValue(ReadOnlySpan<byte> observation)
    {
        var codes = SafetyObservations.Codes.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> code = stackalloc char[LongestCode];
        var reader = new Utf8JsonReader(observation);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("code"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String) continue;
            // An escaped code is no LOINC code that anybody writes; it is kept rather than judged.
            if (reader.ValueIsEscaped) return true;
            if (reader.ValueSpan.Length <= LongestCode && Encoding.UTF8.TryGetChars(reader.ValueSpan, code, out var length) && codes.Contains(code[..length])) return true;
        }

        return false;
    }
}
