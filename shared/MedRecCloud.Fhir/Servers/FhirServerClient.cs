using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Bulk;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Servers;

/// <summary>Reads from one FHIR server: single resources, and many searches in one batch or in parallel, with paging followed.</summary>
public sealed class FhirServerClient
{
    private readonly FhirServersOptions _limits;
    private readonly HttpClient _http;
    private readonly FhirBase _base;
    private volatile bool _useBatch;

    internal FhirServerClient(FhirServerOptions options, FhirServersOptions limits, HttpClient http, BulkExportClient bulk)
    {
        (Options, _limits, _http, _useBatch, Bulk) = (options, limits, http, options.UseBatch, bulk);
        _base = new FhirBase(options.BaseUrl!);
    }

    public string Name => Options.Name;

    public BulkExportClient Bulk { get; }

    internal FhirServerOptions Options { get; }

    /// <summary>True when the URL lies under this server's base URL.</summary>
    public bool Owns(Uri url) => _base.Owns(url);

    /// <summary>Reads a resource, of a version where the key names one.</summary>
    /// <exception cref="FhirServerException">Any answer but the resource, 404 or 410.</exception>
    public async Task<FhirRead> ReadAsync(ResourceKey key, RoundTrips trips, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => Get(key.ToString()), trips, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return new FhirRead(null, response.StatusCode == HttpStatusCode.Gone);
        return new FhirRead(await ParseAsync(response, cancellationToken), false);
    }

    /// <summary>Reads a Binary: its bytes and media type; null when there is none.</summary>
    /// <param name="url">Relative to the base URL, or absolute under it.</param>
    public async Task<(ReadOnlyMemory<byte> Data, string? ContentType)?> ReadBinaryAsync(string url, RoundTrips trips, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(_base.Root, url, out var target) || !Owns(target)) return null;
        using var response = await SendAsync(() => Get(target.AbsoluteUri), trips, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        Require(response);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!type.Contains("fhir+json", StringComparison.Ordinal) && type != "application/json")
            return (await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Content.Headers.ContentType?.ToString());
        using var document = await ParseAsync(response, cancellationToken);
        return document.RootElement.Child("data")?.Base64() is { } bytes ? (bytes, document.RootElement.Text("contentType")) : null;
    }

    /// <summary>Asks several questions (<c>Condition?patient=1</c>, <c>Patient/1</c>) and returns all resources found; a resource that is not there is none.</summary>
    /// <exception cref="FhirServerException">One of them could not be answered.</exception>
    public async Task<List<JsonDocument>> QueryAsync(IReadOnlyList<string> queries, RoundTrips trips, CancellationToken cancellationToken)
    {
        var found = new List<JsonDocument>();
        try
        {
            var next = _useBatch && queries.Count > 1 ? await BatchAsync(queries, found, trips, cancellationToken) : null;
            next ??= await ParallelAsync(queries, found, trips, cancellationToken);
            for (var page = 1; next.Count > 0; page++)
            {
                if (page > _limits.MaxPages) throw new FhirServerException(Name, null, "a search has too many pages");
                next = await ParallelAsync(next, found, trips, cancellationToken);
            }
            return found;
        }
        catch
        {
            foreach (var document in found) document.Dispose();
            throw;
        }
    }

    /// <summary>The Encounters and DocumentReferences that searches find, or that a notification Bundle names.</summary>
    public async Task<IReadOnlyList<FhirChange>> QueryChangesAsync(IReadOnlyList<string> queries, RoundTrips trips, CancellationToken cancellationToken)
    {
        var changes = new List<FhirChange>();
        var pages = await QueryAsync(queries, trips, cancellationToken);
        foreach (var page in pages)
        {
            using var read = new FhirEvent();
            foreach (var bundle in page.RootElement.Text("type") == "batch-response" ? page.RootElement.Items("entry").Select(entry => entry.Child("resource")) : [page.RootElement])
            {
                if (bundle is not { ValueKind: JsonValueKind.Object } json || json.Text("resourceType") != "Bundle") continue;
                if (NotificationReader.IsNotification(json)) NotificationReader.Read(read, json);
                else BundleReader.Read(read, json);
            }
            changes.AddRange(read.Changes.Select(change => change with { Server = Options.BaseUrl!.ToString() }));
            page.Dispose();
        }
        return changes;
    }

    /// <summary>Posts a transaction Bundle.</summary>
    /// <returns>The transaction-response, an entry for each that was sent (R4, 3.1.0.11.2).</returns>
    /// <exception cref="FhirServerException">The server did not take it as a whole.</exception>
    public async Task<JsonDocument> TransactAsync(ReadOnlyMemory<byte> bundle, RoundTrips trips, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => Post(bundle), trips, cancellationToken);
        return await ParseAsync(response, cancellationToken);
    }

    /// <summary>Null when the server does not take batches.</summary>
    private async Task<List<string>?> BatchAsync(IReadOnlyList<string> queries, List<JsonDocument> found, RoundTrips trips, CancellationToken cancellationToken)
    {
        var body = BatchBody.Write(queries);
        using var response = await SendAsync(() => Post(body), trips, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            _useBatch = false;
            return null;
        }
        var document = await ParseAsync(response, cancellationToken);
        found.Add(document);
        var next = new List<string>();
        foreach (var entry in document.RootElement.Items("entry"))
        {
            var status = entry.Child("response")?.Text("status") ?? "";
            if (!status.StartsWith('2') && !status.StartsWith("404", StringComparison.Ordinal) && !status.StartsWith("410", StringComparison.Ordinal))
                throw new FhirServerException(Name, Enum.TryParse<HttpStatusCode>(status.Split(' ')[0], out var code) ? code : null, "an entry of a batch failed");
            if (entry.Child("resource") is { } resource && Next(resource) is { } page) next.Add(page);
        }
        return next;
    }

    private async Task<List<string>> ParallelAsync(IReadOnlyList<string> queries, List<JsonDocument> found, RoundTrips trips, CancellationToken cancellationToken)
    {
        var documents = await Task.WhenAll(queries.Select(async query =>
        {
            using var response = await SendAsync(() => Get(query), trips, cancellationToken);
            return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? null : await ParseAsync(response, cancellationToken);
        }));
        found.AddRange(documents.OfType<JsonDocument>());
        return [.. documents.Select(document => document is null ? null : Next(document.RootElement)).OfType<string>()];
    }

    /// <summary>The next page's URL; a link that leaves the server is not followed.</summary>
    private string? Next(JsonElement bundle)
    {
        foreach (var link in bundle.Items("link"))
        {
            if (link.Text("relation") != "next" || link.Text("url") is not { } url) continue;
            if (!Uri.TryCreate(_base.Root, url, out var target) || !Owns(target)) throw new FhirServerException(Name, null, "a page lies outside the server");
            return target.AbsoluteUri;
        }
        return null;
    }

    private HttpRequestMessage Post(ReadOnlyMemory<byte> body) => new(HttpMethod.Post, _base.Root)
    {
        Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } },
    };

    private HttpRequestMessage Get(string relative)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_base.Root, relative));
        request.Headers.Accept.ParseAdd("application/fhir+json");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, RoundTrips trips, CancellationToken cancellationToken)
    {
        using var request = make();
        trips.Add();
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or Polly.ExecutionRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FhirServerException(Name, null, "no answer", e);
        }
    }

    private void Require(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode) throw new FhirServerException(Name, response.StatusCode, "the request failed");
    }

    private async Task<JsonDocument> ParseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Require(response);
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (JsonException)
        {
            // Without the inner exception: its message may quote the answer.
            throw new FhirServerException(Name, response.StatusCode, "the answer is not JSON");
        }
    }
}
