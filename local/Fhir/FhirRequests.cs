using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedRecCloud.Local.Fhir;

/// <summary>
/// The interactions, whether they came over HTTP or as an entry of a batch or transaction:
/// read, vread, history and search by GET; create, batch and transaction by POST; update by PUT; delete by DELETE.
/// </summary>
internal sealed class FhirRequests(ResourceStore store)
{
    private readonly ResourceSearch _search = new(store);

    public string BaseUrl { get; set; } = "";

    /// <param name="path">Segments after the base.</param>
    /// <exception cref="FhirFailure">The interaction cannot be done.</exception>
    public FhirReply Get(string[] path, IEnumerable<(string Name, string Value)> parameters, bool strict = false) => path switch
    {
        ["metadata"] => new FhirReply(200, CapabilityStatement.Write(store.Types(), BaseUrl, store.Now)),
        [var type] => new FhirReply(200, _search.Answer(SearchQuery.Parse(type, parameters, strict), BaseUrl)),
        [var type, var id] => Read(type, id, null),
        [var type, var id, "_history"] => History(type, id),
        [var type, var id, "_history", var version] => Read(type, id, version),
        _ => throw FhirFailure.NotFound("This address"),
    };

    /// <summary>Writes one resource.</summary>
    public FhirReply Write(string method, string[] path, ReadOnlyMemory<byte> body, string? ifNoneExist, string? ifMatch)
    {
        if (method == "POST" && path is []) return new BundleRequests(this, store).Run(Parse(body));
        lock (store.WriteLock)
        {
            var writes = new ResourceWrites(store);
            var reply = (method, path) switch
            {
                ("POST", [var type]) => writes.Create(type, Parse(body), ifNoneExist),
                ("PUT", [var type, var id]) => writes.Update(type, id, Parse(body), ifMatch),
                ("DELETE", [var type, var id]) => writes.Delete(type, id),
                _ => throw new FhirFailure(405, "not-supported", $"{method} is not possible at this address."),
            };
            writes.Commit();
            return reply;
        }
    }

    private FhirReply Read(string type, string id, string? version)
    {
        var versions = store.Versions(type, id);
        if (versions.Length == 0) throw FhirFailure.NotFound($"{type}/{id}");
        var wanted = version is null ? versions[^1]
            : Array.Find(versions, one => $"{one.Version}" == version) ?? throw FhirFailure.NotFound($"{type}/{id}/_history/{version}");
        if (wanted.IsDeleted) throw FhirFailure.Gone($"{type}/{id}");
        return new FhirReply(200, store.Read(wanted), null, wanted.Version, wanted.LastUpdated);
    }

    private FhirReply History(string type, string id)
    {
        var versions = store.Versions(type, id);
        if (versions.Length == 0) throw FhirFailure.NotFound($"{type}/{id}");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "Bundle");
            writer.WriteString("type", "history");
            writer.WriteNumber("total", versions.Length);
            writer.WriteStartArray("entry");
            foreach (var version in versions.Reverse()) Entry(writer, type, id, version);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new FhirReply(200, stream.ToArray());
    }

    private void Entry(Utf8JsonWriter writer, string type, string id, StoredVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl", $"{BaseUrl}/{type}/{id}");
        if (!version.IsDeleted)
        {
            writer.WritePropertyName("resource");
            writer.WriteRawValue(store.Read(version), skipInputValidation: true);
        }
        writer.WriteStartObject("request");
        writer.WriteString("method", version.IsDeleted ? "DELETE" : "PUT");
        writer.WriteString("url", $"{type}/{id}");
        writer.WriteEndObject();
        writer.WriteStartObject("response");
        writer.WriteString("status", version.IsDeleted ? "204" : version.Version == 1 ? "201" : "200");
        writer.WriteString("etag", $"W/\"{version.Version}\"");
        writer.WriteString("lastModified", version.LastUpdated);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject ?? throw FhirFailure.Malformed("A resource is a JSON object.");
        }
        catch (JsonException) { throw FhirFailure.Malformed("The body is not valid JSON."); }
    }
}
