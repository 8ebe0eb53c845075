using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Events;

/// <summary>
/// Recognises the six envelopes by their content: Azure Health Data Services events in Event Grid's schema and as CloudEvents (structured, or in AMQP's binary
/// mode), Subscription notifications, plain resources, Bundles, and HAPI's message wrapper; and JSON arrays of them.
/// </summary>
public static class EnvelopeReader
{
    private const string HealthcareApis = "Microsoft.HealthcareApis.";
    private const int MaxNesting = 4;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };
    private static readonly string[] BinaryPrefixes = ["cloudEvents:", "cloudEvents_"];

    /// <param name="properties">The message's application properties; CloudEvents' binary mode has its attributes there.</param>
    /// <exception cref="FhirEventException">Not JSON, or nothing in it is known. The caller owns what is returned otherwise.</exception>
    public static FhirEvent Read(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, object>? properties = null)
    {
        var read = new FhirEvent();
        try
        {
            if (body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) body = body[3..];
            var root = Parse(read, body);
            read.Kind = KindOf(root, BinaryType(properties));
            Read(read, root, BinaryType(properties), 0);
            // One unreadable part among readable ones is reported beside them; alone it is the message's fate.
            if (read.Problems.Count > 0 && read.Changes.Count == 0 && read.Notices.Count == 0 && read.Ignored.Count == 0) throw read.Problems[0];
            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    private static JsonElement Parse(FhirEvent read, ReadOnlyMemory<byte> body)
    {
        if (!System.Text.Unicode.Utf8.IsValid(body.Span)) throw new FhirEventException("MalformedJson", "The body is not UTF-8.");
        try { return read.Own(JsonDocument.Parse(body, Options)); }
        catch (JsonException e)
        {
            // The exception's message may quote the document; its position does not.
            throw new FhirEventException("MalformedJson", $"The body is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).");
        }
    }

    private static EnvelopeKind KindOf(JsonElement root, string? binaryType)
    {
        if (binaryType is not null) return EnvelopeKind.CloudEvents;
        if (root.ValueKind == JsonValueKind.Array) return EnvelopeKind.Batch;
        if (root.Text("specversion") is not null || root.Text("specVersion") is not null) return EnvelopeKind.CloudEvents;
        if (root.Text("eventType") is not null) return EnvelopeKind.EventGrid;
        if (root.Text("resourceType") == "Bundle") return NotificationReader.IsNotification(root) ? EnvelopeKind.Subscription : EnvelopeKind.Bundle;
        return root.Text("resourceType") is not null ? EnvelopeKind.Resource : EnvelopeKind.Hapi;
    }

    private static void Read(FhirEvent read, JsonElement element, string? binaryType, int nesting)
    {
        if (nesting > MaxNesting) throw new FhirEventException("UnknownEnvelope", "Envelopes are nested too deeply.");
        try
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                if (element.GetArrayLength() == 0) throw new FhirEventException("UnknownEnvelope", "The body is an empty array.");
                foreach (var item in element.EnumerateArray()) Read(read, item, binaryType, nesting + 1);
            }
            else if (element.ValueKind != JsonValueKind.Object) throw new FhirEventException("UnknownEnvelope", "The body is JSON, but neither an object nor an array.");
            else if ((binaryType ?? element.Text("eventType") ?? element.Text("type")) is { } type && IsAttributed(element, binaryType)) ReadAttributed(read, element, type, binaryType, nesting);
            else if (element.Text("resourceType") is { } resourceType) ReadResource(read, element, resourceType);
            else if (element.Child("payload") is not null) ReadHapi(read, element, nesting);
            else throw new FhirEventException("UnknownEnvelope", "The body is JSON, but no known event, resource or Bundle.");
        }
        catch (FhirEventException problem)
        {
            if (nesting == 0) throw;
            read.Fail(problem);
        }
    }

    /// <summary>An event with attributes around its data: Event Grid's or CloudEvents'.</summary>
    private static bool IsAttributed(JsonElement element, string? binaryType) =>
        binaryType is not null || element.Child("data") is not null || element.Child("data_base64") is not null || element.Text("eventType") is not null
        || element.Text("specversion") is not null || element.Text("specVersion") is not null;

    private static void ReadAttributed(FhirEvent read, JsonElement element, string type, string? binaryType, int nesting)
    {
        var data = binaryType is not null ? element : element.Child("data");
        if (type.StartsWith(HealthcareApis, StringComparison.Ordinal))
        {
            if (!type.StartsWith(HealthcareApis + "FhirResource", StringComparison.Ordinal)) read.Ignore("event type not used");
            else ReadHealthcare(read, element, data ?? element, type.EndsWith("Deleted", StringComparison.Ordinal));
            return;
        }
        // Other CloudEvents may carry a resource as their data.
        if (data is { ValueKind: JsonValueKind.Object } inner && inner.Text("resourceType") is { } resourceType && inner.Child("resourceFhirId") is null) ReadResource(read, inner, resourceType);
        else if (element.Child("data_base64")?.Base64() is { } bytes) Read(read, Parse(read, bytes), null, nesting + 1);
        else if (data?.Value() is { Length: > 0 } text) Read(read, Parse(read, System.Text.Encoding.UTF8.GetBytes(text)), null, nesting + 1);
        else read.Ignore("event type not used");
    }

    private static void ReadHealthcare(FhirEvent read, JsonElement element, JsonElement data, bool deleted)
    {
        // The schema of 2021-12-01 wrote the keys in PascalCase.
        var type = data.Text("resourceType") ?? data.Text("ResourceType");
        var id = data.Text("resourceFhirId") ?? data.Text("ResourceFhirId");
        var account = data.Text("resourceFhirAccount") ?? data.Text("ResourceFhirAccount");
        var version = (data.Child("resourceVersionId") ?? data.Child("ResourceVersionId")) switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            { ValueKind: JsonValueKind.String } text => text.Value(),
            _ => null,
        };
        if (element.Text("subject") is { } subject && ResourceKey.TryParse(subject) is { } named)
        {
            type ??= named.Type;
            id ??= named.Id;
            account ??= subject[..Math.Max(0, subject.Length - named.Unversioned.Length)].TrimEnd('/');
        }
        RequireKnown(type);
        var key = Key(type!, id, ResourceKey.IsId(version) ? version : null);
        if (IsUsed(key.Type)) read.Change(new FhirChange(account, key, deleted));
        else read.Ignore("resource type not used");
    }

    private static void ReadResource(FhirEvent read, JsonElement resource, string type)
    {
        if (type == "Bundle")
        {
            if (NotificationReader.IsNotification(resource)) NotificationReader.Read(read, resource);
            else BundleReader.Read(read, resource);
            return;
        }
        RequireKnown(type);
        if (!IsUsed(type))
        {
            read.Ignore("resource type not used");
            return;
        }
        var key = resource.Key() ?? throw new FhirEventException("InvalidId", "The resource has no id that FHIR allows.");
        read.Carry(key, resource);
        read.Change(new FhirChange(null, key, false));
    }

    /// <summary>HAPI's ResourceModifiedJsonMessage: the resource is a JSON string inside; a deletion has none.</summary>
    private static void ReadHapi(FhirEvent read, JsonElement element, int nesting)
    {
        var message = element.Child("payload") is { ValueKind: JsonValueKind.Object } wrapped && wrapped.Child("resourceType") is null ? wrapped : element;
        var operation = message.Text("operationType") ?? "";
        var payload = message.Child("payload");
        if (payload?.Value() is { Length: > 0 } json) Read(read, Parse(read, System.Text.Encoding.UTF8.GetBytes(json)), null, nesting + 1);
        else if (payload is { ValueKind: JsonValueKind.Object } inline) Read(read, inline, null, nesting + 1);
        else if ((message.Text("payloadId") ?? message.Text("id")) is { } id)
        {
            var key = ResourceKey.TryParse(id) ?? throw new FhirEventException("InvalidId", "The wrapper's payloadId is no FHIR reference.");
            RequireKnown(key.Type);
            if (IsUsed(key.Type)) read.Change(new FhirChange(null, key, operation.Equals("DELETE", StringComparison.OrdinalIgnoreCase)));
            else read.Ignore("resource type not used");
        }
        else throw new FhirEventException("UnknownEnvelope", "The wrapper holds neither a resource nor its id.");
    }

    internal static bool IsUsed(string type) => type is "Encounter" or "DocumentReference";

    internal static void RequireKnown(string? type)
    {
        if (type is null || !ResourceTypes.IsKnown(type)) throw new FhirEventException("UnknownResourceType", "The event speaks of a resource type that FHIR does not have.");
    }

    internal static ResourceKey Key(string type, string? id, string? version) =>
        ResourceKey.IsId(id) ? new ResourceKey(type, id!, version) : throw new FhirEventException("InvalidId", "The event names an id that FHIR does not allow.");

    private static string? BinaryType(IReadOnlyDictionary<string, object>? properties)
    {
        if (properties is null) return null;
        foreach (var prefix in BinaryPrefixes)
            if (properties.TryGetValue(prefix + "type", out var type) && properties.ContainsKey(prefix + "specversion")) return type as string;
        return null;
    }
}
