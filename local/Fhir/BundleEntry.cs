using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Fhir;

/// <summary>One entry of a batch or transaction.</summary>
/// <param name="Path">Segments of request.url.</param>
/// <param name="Criteria">What follows its question mark: the condition of a conditional update.</param>
internal sealed record BundleEntry(
    int Place, string FullUrl, string Method, string[] Path, (string Name, string Value)[] Parameters, string Criteria, string? IfNoneExist, string? IfMatch, JsonObject? Resource)
{
    public JsonObject RequiredResource => Resource ?? throw FhirFailure.Unprocessable($"entry[{Place}] has no resource.");

    public static BundleEntry Parse(JsonNode? entry, int place)
    {
        if (entry?["request"] is not JsonObject request || request["method"]?.ToString() is not { } method || request["url"]?.ToString() is not { } url)
            throw FhirFailure.Unprocessable($"entry[{place}].request needs method and url.");
        var (path, query) = url.IndexOf('?') is >= 0 and var mark ? (url[..mark], url[(mark + 1)..]) : (url, "");
        return new(place, entry["fullUrl"]?.ToString() ?? "", method, FhirHttp.Segments(path), [.. FhirHttp.Parameters(query)], query,
            request["ifNoneExist"]?.ToString(), request["ifMatch"]?.ToString(), entry["resource"] as JsonObject);
    }

    /// <summary>Puts what the Bundle's own urns stand for in their place, wherever a reference or uri names one.</summary>
    public static void Rewrite(JsonNode? node, IReadOnlyDictionary<string, string> ids)
    {
        if (ids.Count == 0) return;
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var reference) && ids.TryGetValue(reference, out var target)) members[name] = target;
                    else Rewrite(value, ids);
                }
                break;
            case JsonArray items:
                foreach (var item in items) Rewrite(item, ids);
                break;
        }
    }
}
