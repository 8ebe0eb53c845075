using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Local.Fhir;

/// <summary>Prepares changes against the store as it will be once the changes prepared before are written. Used under the store's write lock, once.</summary>
internal sealed class ResourceWrites(ResourceStore store)
{
    private readonly List<OverlayChange> _changes = [];
    private readonly DateTimeOffset _now = store.Now;

    /// <summary>Writes what was prepared, all of it or nothing.</summary>
    public void Commit() => store.Write(_changes);

    /// <summary>Creates a resource, unless <paramref name="ifNoneExist"/> finds one.</summary>
    /// <exception cref="FhirFailure">412: several match.</exception>
    public FhirReply Create(string type, JsonObject resource, string? ifNoneExist, string? id = null)
    {
        RequireType(type, resource);
        if (ifNoneExist is not null && Matches(type, ifNoneExist) is { Length: > 0 } matches)
        {
            if (matches.Length > 1) throw new FhirFailure(412, "multiple-matches", "Several resources match If-None-Exist.");
            return Reply(200, matches[0]);
        }
        return Put(type, id ?? NewId(type, resource), resource, 201);
    }

    /// <summary>Writes the next version of a resource, or its first under the given id.</summary>
    /// <param name="ifMatch">The version it must have now (<c>W/"3"</c>), or null.</param>
    public FhirReply Update(string type, string id, JsonObject resource, string? ifMatch)
    {
        RequireType(type, resource);
        if (!ResourceKey.IsId(id)) throw FhirFailure.Malformed("The id must be 1 to 64 letters, digits, '-' or '.'.");
        if (resource["id"]?.GetValue<string>() is { } stated && stated != id) throw FhirFailure.Malformed("The resource's id is not the one of the URL.");
        var current = Latest(type, id);
        if (ifMatch is not null && ifMatch.Trim('W', '/', '"') != $"{current.Version}")
            throw new FhirFailure(412, "conflict", $"{type}/{id} is not at version {ifMatch}.");
        return Put(type, id, resource, current.Version == 0 || current.IsDeleted ? 201 : 200);
    }

    public FhirReply Delete(string type, string id)
    {
        var current = Latest(type, id);
        if (current.Version > 0 && !current.IsDeleted) _changes.Add(new(type, id, current.Version + 1, _now, null));
        return new FhirReply(204, default);
    }

    public string NewId(string type, JsonObject resource)
    {
        // Derived from the content and how many there are, so that a test run twice makes the same ids.
        var seed = $"{type}|{store.Count}|{_changes.Count}|{resource.ToJsonString()}";
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16)).ToString();
    }

    public ResourceKey[] Matches(string type, string criteria)
    {
        var query = SearchQuery.Parse(type, FhirHttp.Parameters(criteria.TrimStart('?')), strict: true);
        if (query.Used.Count == 0) throw new FhirFailure(412, "invalid", "If-None-Exist holds no search parameter.");
        // Most resources are ruled out by their bytes, without reading them as JSON.
        var needle = Encoding.UTF8.GetBytes(query.Used.Find(used => used.Name == "identifier").Value?.Split('|')[^1] ?? "");
        bool Holds(byte[] json) => json.AsSpan().IndexOf(needle) >= 0 && ResourceWrites.Holds(query, json);
        var prepared = _changes.Where(change => change.Type == type && change.Bytes is not null && Holds(change.Bytes)).Select(change => new ResourceKey(type, change.Id, $"{change.Version}"));
        var stored = store.Find(type, null, null).Where(one => Holds(store.Read(one.Current))).Select(one => new ResourceKey(type, one.Id, $"{one.Current.Version}"));
        return [.. prepared.Concat(stored).DistinctBy(key => key.Id)];
    }

    private static bool Holds(SearchQuery query, byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return query.Filters.TrueForAll(filter => filter.Matches(document.RootElement))
            && (query.Ids is null || query.Ids.Contains(ElementPath.Text(document.RootElement, "id")));
    }

    private (int Version, bool IsDeleted) Latest(string type, string id)
    {
        if (_changes.FindLast(change => change.Type == type && change.Id == id) is { } change) return (change.Version, change.Bytes is null);
        return store.Versions(type, id) is [.., var current] ? (current.Version, current.IsDeleted) : (0, false);
    }

    private FhirReply Put(string type, string id, JsonObject resource, int status)
    {
        resource["id"] = id;
        if (resource["meta"] is JsonObject meta)
        {
            meta.Remove("versionId");
            meta.Remove("lastUpdated");
        }
        var change = new OverlayChange(type, id, Latest(type, id).Version + 1, _now, JsonSerializer.SerializeToUtf8Bytes(resource));
        ResourceHead.Read(change.Bytes);
        _changes.Add(change);
        return new FhirReply(status, Stored(change), $"{type}/{id}/_history/{change.Version}", change.Version, _now);
    }

    private FhirReply Reply(int status, ResourceKey key)
    {
        var version = store.Versions(key.Type, key.Id) is [.., var current] ? store.Read(current) : default;
        return new FhirReply(status, version, key.ToString(), int.Parse(key.Version!), store.Find(key.Type, key.Id)?.Current.LastUpdated ?? _now);
    }

    private byte[] Stored(OverlayChange change)
    {
        var head = ResourceHead.Read(change.Bytes);
        return store.Read(new StoredVersion(change.Version, change.LastUpdated, change.Bytes, 0, change.Bytes!.Length, StampPlace.Of(head, change.Bytes)));
    }

    private static void RequireType(string type, JsonObject resource)
    {
        if (resource["resourceType"]?.ToString() is not { Length: > 0 } stated) throw FhirFailure.Malformed("The resource names no resourceType.");
        if (stated != type) throw FhirFailure.Unprocessable($"A {stated} cannot be written to {type}.");
    }
}
