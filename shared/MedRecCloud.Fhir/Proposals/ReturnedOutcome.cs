using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>
/// Proposals that stand again after another outcome stood: a conditional create finds them as they were taken back and leaves them so. They are written once more,
/// by the ids which the server told; not by conditional update, whose <c>urn:uuid:</c> not every server resolves.
/// </summary>
internal static class ReturnedOutcome
{
    /// <param name="bundle">The Bundle that was sent; its entries are the answer's first.</param>
    /// <param name="answer">The transaction-response (R4, 3.1.0.11.2).</param>
    /// <returns>A transaction that makes them drafts again; null when none was found taken back.</returns>
    public static byte[]? Of(ReadOnlyMemory<byte> bundle, JsonElement answer)
    {
        var sent = JsonNode.Parse(bundle.Span)!["entry"]!.AsArray().Select(entry => entry!).Zip(answer.Items("entry"), (entry, reply) => (Entry: entry, Reply: reply, Place: PlaceOf(entry, reply))).ToList();
        var entries = new JsonArray();
        foreach (var (entry, reply, place) in sent)
        {
            if (place is null || Type(entry) is not ("MedicationRequest" or "RequestGroup") || !WasTakenBack(reply)) continue;
            var text = entry["resource"]!.ToJsonString();
            foreach (var other in sent.Where(other => other.Place is not null))
                text = text.Replace((string)other.Entry["fullUrl"]!, other.Place, StringComparison.Ordinal);
            var resource = JsonNode.Parse(text)!;
            resource["id"] = place.Split('/')[1];
            entries.Add((JsonNode)new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = place } });
        }

        return entries.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries });
    }

    private static string? Type(JsonNode entry) => (string?)entry["resource"]?["resourceType"];

    /// <summary>It was there before, and the server does not say that it is a draft still.</summary>
    private static bool WasTakenBack(JsonElement reply) =>
        reply.Child("response")?.Text("status")?.StartsWith("200", StringComparison.Ordinal) == true && reply.Child("resource")?.Text("status") != "draft";

    /// <summary><c>Type/id</c>, from the resource in the answer or from its location, which may be absolute and name a version.</summary>
    private static string? PlaceOf(JsonNode entry, JsonElement reply)
    {
        if (Type(entry) is not { } type) return null;
        if (reply.Child("resource")?.Text("id") is { } id) return $"{type}/{id}";
        var parts = reply.Child("response")?.Text("location")?.Split('/') ?? [];
        var at = Array.LastIndexOf(parts, type);
        return at >= 0 && at + 1 < parts.Length ? $"{type}/{parts[at + 1]}" : null;
    }
}
