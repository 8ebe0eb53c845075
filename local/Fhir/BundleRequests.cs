using System.Text;
using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// Batch and transaction (R4, 3.1.0.11). A transaction's writes are done DELETE, POST, PUT, all of them or none; references to its <c>urn:uuid:</c>
/// entries are resolved, also where If-None-Exist found an existing resource. Reads come last.
/// </summary>
internal sealed class BundleRequests(FhirRequests requests, ResourceStore store)
{
    private static readonly string[] Order = ["DELETE", "POST", "PUT", "PATCH", "GET", "HEAD"];

    public FhirReply Run(JsonObject bundle)
    {
        if (bundle["resourceType"]?.ToString() != "Bundle") throw FhirFailure.Unprocessable("Only a Bundle can be sent to the base address.");
        var entries = (bundle["entry"] as JsonArray ?? []).Select((entry, place) => BundleEntry.Parse(entry, place)).ToArray();
        return bundle["type"]?.ToString() switch
        {
            "transaction" => Answer("transaction-response", Transaction(entries)),
            "batch" => Answer("batch-response", [.. entries.Select(Alone)]),
            _ => throw FhirFailure.Unprocessable("Only a Bundle of type batch or transaction can be sent to the base address."),
        };
    }

    private FhirReply[] Transaction(BundleEntry[] entries)
    {
        var replies = new FhirReply[entries.Length];
        lock (store.WriteLock)
        {
            var writes = new ResourceWrites(store);
            var ids = Resolve(entries, writes);
            foreach (var entry in entries.OrderBy(entry => Array.IndexOf(Order, entry.Method)).ThenBy(entry => entry.Place))
            {
                if (entry.Method is "GET" or "HEAD") continue;
                BundleEntry.Rewrite(entry.Resource, ids);
                replies[entry.Place] = entry.Method switch
                {
                    "DELETE" when entry.Path is [var type, var id] => writes.Delete(type, id),
                    "POST" when entry.Path is [var type] => writes.Create(type, entry.RequiredResource, entry.IfNoneExist, IdOf(entry, ids)),
                    "PUT" when entry.Path is [var type] && entry.Criteria.Length > 0 => UpdateWhere(entry, type, writes),
                    "PUT" when entry.Path is [var type, var id] => writes.Update(type, id, entry.RequiredResource, entry.IfMatch),
                    _ => throw FhirFailure.Unprocessable($"entry[{entry.Place}].request cannot be done."),
                };
            }
            writes.Commit();
        }
        foreach (var entry in entries.Where(entry => entry.Method is "GET" or "HEAD")) replies[entry.Place] = requests.Get(entry.Path, entry.Parameters);
        return replies;
    }

    /// <summary>Conditional update (R4, 3.1.0.4.3): none found creates, one is updated, several are refused.</summary>
    private static FhirReply UpdateWhere(BundleEntry entry, string type, ResourceWrites writes) => writes.Matches(type, entry.Criteria) switch
    {
        [] => writes.Create(type, entry.RequiredResource, null),
        [var one] => writes.Update(type, one.Id, entry.RequiredResource, entry.IfMatch),
        _ => throw new FhirFailure(412, "multiple-matches", $"entry[{entry.Place}]: more than one {type} meets the condition."),
    };

    /// <summary>What each <c>urn:uuid:</c> of the Bundle stands for.</summary>
    private static Dictionary<string, string> Resolve(BundleEntry[] entries, ResourceWrites writes)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry.FullUrl.StartsWith("urn:", StringComparison.Ordinal)))
        {
            if (entry.Method == "PUT" && entry.Path is [var type, var id]) ids[entry.FullUrl] = $"{type}/{id}";
            if (entry.Method != "POST" || entry.Path is not [var created]) continue;
            var known = entry.IfNoneExist is null ? [] : writes.Matches(created, entry.IfNoneExist);
            ids[entry.FullUrl] = known.Length == 1 ? known[0].Unversioned : $"{created}/{writes.NewId(created, entry.RequiredResource)}";
        }
        return ids;
    }

    private static string? IdOf(BundleEntry entry, Dictionary<string, string> ids) => ids.GetValueOrDefault(entry.FullUrl)?.Split('/')[1];

    private FhirReply Alone(BundleEntry entry)
    {
        try
        {
            return entry.Method == "GET"
                ? requests.Get(entry.Path, entry.Parameters)
                : requests.Write(entry.Method, entry.Path, Encoding.UTF8.GetBytes(entry.Resource?.ToJsonString() ?? "null"), entry.IfNoneExist, entry.IfMatch);
        }
        catch (FhirFailure failure) { return failure.ToReply(); }
    }

    private static FhirReply Answer(string type, FhirReply[] replies)
    {
        var entries = new JsonArray();
        foreach (var reply in replies)
        {
            var response = new JsonObject { ["status"] = $"{reply.Status}" };
            if (reply.Location is { } location) response["location"] = location;
            if (reply.ETag is { } etag) response["etag"] = etag;
            if (reply.LastModified is { } modified) response["lastModified"] = modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
            var entry = new JsonObject { ["response"] = response };
            if (!reply.Body.IsEmpty)
            {
                var body = JsonNode.Parse(reply.Body.Span);
                if (reply.Status < 400) entry["resource"] = body;
                else response["outcome"] = body;
            }
            entries.Add((JsonNode)entry);
        }
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = entries };
        return new FhirReply(200, Encoding.UTF8.GetBytes(bundle.ToJsonString()));
    }
}
