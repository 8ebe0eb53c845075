using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Events;

/// <summary>Bundles of resources: transaction, batch, collection, history, searchset, message, document.</summary>
internal static class BundleReader
{
    private static readonly string[] Types =
        ["transaction", "batch", "collection", "history", "searchset", "message", "document", "transaction-response", "batch-response", "subscription-notification"];

    public static void Read(FhirEvent read, JsonElement bundle)
    {
        if (bundle.Text("type") is not { } type || !Types.Contains(type)) throw new FhirEventException("InvalidBundle", "The Bundle has no type that FHIR knows.");
        if (bundle.Child("entry") is { } entries && entries.ValueKind != JsonValueKind.Array) throw new FhirEventException("InvalidBundle", "The Bundle's entry is not a list.");
        var (used, count) = (0, 0);
        foreach (var entry in bundle.Items("entry"))
        {
            count++;
            var server = BaseUrl(entry.Text("fullUrl"));
            if (entry.Child("resource") is { ValueKind: JsonValueKind.Object } resource)
            {
                if (KeyOf(entry, resource) is not { } key || !ResourceTypes.IsKnown(key.Type))
                {
                    // What has no identity cannot be acted on; the others still can.
                    if (EnvelopeReader.IsUsed(resource.Text("resourceType") ?? "")) read.Fail(new FhirEventException("InvalidId", "A resource of the Bundle has no id that FHIR allows."));
                    continue;
                }
                read.Carry(key, resource);
                if (!EnvelopeReader.IsUsed(key.Type)) continue;
                read.Change(new FhirChange(server, key, false));
                used++;
            }
            else if (entry.Child("request") is { } request && request.Text("method") == "DELETE" && ResourceKey.TryParse(request.Text("url")) is { } deleted && EnvelopeReader.IsUsed(deleted.Type))
            {
                read.Change(new FhirChange(server, deleted, true));
                used++;
            }
        }
        if (used == 0) read.Ignore(count == 0 ? "empty Bundle" : "nothing used in the Bundle");
    }

    /// <summary>The resource's own id, else the one of its fullUrl (<c>urn:uuid:</c> in transactions).</summary>
    internal static ResourceKey? KeyOf(JsonElement entry, JsonElement resource)
    {
        if (resource.Key() is { } key) return key;
        if (resource.Text("resourceType") is not { Length: > 0 and <= 64 } type || !type.All(char.IsAsciiLetter) || resource.Child("id") is not null) return null;
        var url = entry.Text("fullUrl");
        var id = url is null ? null : url.StartsWith("urn:uuid:", StringComparison.Ordinal) ? url[9..] : ResourceKey.TryParse(url) is { } named && named.Type == type ? named.Id : null;
        return ResourceKey.IsId(id) ? new ResourceKey(type, id!) : null;
    }

    /// <summary>What stands before <c>Type/id</c> in an absolute URL; null for others.</summary>
    internal static string? BaseUrl(string? url) =>
        url is not null && url.StartsWith("http", StringComparison.OrdinalIgnoreCase) && ResourceKey.TryParse(url) is { } key
        && url.LastIndexOf("/" + key.Unversioned, StringComparison.Ordinal) is > 0 and var end ? url[..end] : null;
}
