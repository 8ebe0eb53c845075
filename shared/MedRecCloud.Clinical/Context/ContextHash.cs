using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>
/// SHA-256 over what a context says, without resource versions and read times and whatever the order of its lists: a resource that was stored again unchanged
/// gives the same hash.
/// </summary>
public static class ContextHash
{
    private static readonly JsonSerializerOptions Options = Create();

    /// <returns>Lower-case hex, 64 characters.</returns>
    public static string Of(ClinicalContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(context.Server);
        Add(context.PredictionTime);
        Add(context.Patient);
        Add(context.Encounter);
        AddAll(context.EarlierEncounters);
        AddAll(context.Conditions);
        AddAll(context.Procedures);
        AddAll(context.Allergies);
        AddAll(context.Medications);
        AddAll(context.CurrentOrders);
        AddAll(context.Observations);
        AddAll(context.Notes);
        AddAll(context.Unread);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add<T>(T value) => Append(JsonSerializer.SerializeToUtf8Bytes(value, Options));

        void AddAll<T>(ImmutableArray<T> list)
        {
            var items = new byte[list.Length][];
            for (var i = 0; i < list.Length; i++) items[i] = JsonSerializer.SerializeToUtf8Bytes(list[i], Options);
            Array.Sort(items, static (left, right) => left.AsSpan().SequenceCompareTo(right));
            Append(BitConverter.GetBytes(items.Length));
            foreach (var item in items) Append(item);
        }

        // A length before each part keeps ("ab","c") and ("a","bc") apart.
        void Append(byte[] bytes)
        {
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.Converters.Add(new UnversionedConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class UnversionedConverter : JsonConverter<ResourceKey>
    {
        public override ResourceKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ResourceKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Unversioned);
    }
}
