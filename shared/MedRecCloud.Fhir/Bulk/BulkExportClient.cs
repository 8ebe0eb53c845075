using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Fhir.Bulk;

/// <summary>
/// Bulk exports of one FHIR server, by the asynchronous pattern (https://hl7.org/fhir/uv/bulkdata/export.html). Nothing is repeated here: how long to wait is the
/// server's word and the caller's business. Only the configured base and export URLs are asked.
/// </summary>
public sealed partial class BulkExportClient
{
    private const int MaxPages = 1_000;
    private readonly FhirServersOptions _limits;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly FhirServerOptions _server;
    private readonly FhirBase _base;
    private readonly FhirBase[] _allowed;

    internal BulkExportClient(FhirServerOptions server, FhirServersOptions limits, HttpClient http, TimeProvider time)
    {
        (_server, _limits, _http, _time, _base) = (server, limits, http, time, new FhirBase(server.BaseUrl!));
        _allowed = [_base, .. server.ExportUrls.Select(url => new FhirBase(url))];
    }

    /// <summary>Asks for all that concerns the members of a Group.</summary>
    /// <param name="types">Resource types wanted.</param>
    /// <exception cref="FhirServerException">There was no answer.</exception>
    public async Task<BulkAnswer> StartAsync(string group, IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var url = new Uri(_base.Root, $"Group/{Uri.EscapeDataString(group)}/$export?_outputFormat=application/fhir%2Bndjson&_type={string.Join(',', types)}");
        using var response = await SendAsync(HttpMethod.Get, url, true, "application/fhir+json", "respond-async, handling=lenient", cancellationToken);
        if (IsBusy(response)) return Waiting(response);
        if (response.StatusCode != HttpStatusCode.Accepted) return Refusal(response, "to start");
        var location = response.Content.Headers.ContentLocation ?? response.Headers.Location;
        return location is not null && Uri.TryCreate(_base.Root, location, out var status) && IsAllowed(status)
            ? new BulkAnswer.Started(status)
            : new BulkAnswer.Refused("The FHIR server names no place of its own where to look for the export.");
    }

    /// <summary>Looks whether an export is there.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<BulkAnswer> LookAsync(Uri status, CancellationToken cancellationToken)
    {
        var files = new List<BulkFile>();
        DateTimeOffset? expires = null;
        var next = (Uri?)status;
        for (var page = 0; next is not null; page++)
        {
            if (page == MaxPages || !IsAllowed(next)) return new BulkAnswer.Refused("The export's manifest leads outside the configured servers, or never ends.");
            using var response = await SendAsync(HttpMethod.Get, next, true, "application/json", null, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Accepted || IsBusy(response)) return Waiting(response);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return new BulkAnswer.Gone();
            if (response.StatusCode != HttpStatusCode.OK) return Refusal(response, "to finish");
            var read = await ReadAsync(response, next, cancellationToken);
            if (read is not ({ } some, var following)) return new BulkAnswer.Refused("The FHIR server's answer is no manifest of an export.");
            files.AddRange(some);
            expires ??= response.Content.Headers.Expires;
            next = following;
        }

        return new BulkAnswer.Ready(new BulkManifest([.. files], expires));
    }

    /// <summary>True for what lies under the server's base URL or one of its export URLs; nothing else is fetched.</summary>
    public bool IsAllowed(Uri url) => _allowed.Any(one => one.Owns(url));

    /// <summary>A file's content as it arrives; null when the server has removed it.</summary>
    /// <exception cref="FhirServerException">It cannot be had now.</exception>
    public async Task<Stream?> OpenAsync(BulkFile file, CancellationToken cancellationToken)
    {
        if (!IsAllowed(file.Url)) throw new FhirServerException(_server.Name, null, "a URL outside the configured servers is not fetched");
        var response = await SendAsync(HttpMethod.Get, file.Url, file.RequiresToken, "application/fhir+ndjson", null, cancellationToken);
        if (response.IsSuccessStatusCode) return new ArrivingStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), _limits.TotalTimeout);
        using (response)
        {
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
            throw new FhirServerException(_server.Name, response.StatusCode, "a file of an export cannot be had");
        }
    }

    /// <summary>Tells the server that an export is no longer needed, or no longer wanted. One that it does not know is no failure.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task DeleteAsync(Uri status, CancellationToken cancellationToken)
    {
        if (!IsAllowed(status)) return;
        using var response = await SendAsync(HttpMethod.Delete, status, true, "application/fhir+json", null, cancellationToken);
    }

    private static async Task<(IReadOnlyList<BulkFile>? Files, Uri? Next)> ReadAsync(HttpResponseMessage response, Uri at, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var manifest = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return (ManifestReader.Read(manifest.RootElement, at, out var next) is { } files ? files : null, next);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    // 408, 429 and 5xx pass by themselves; 501 does not.
    private static bool IsBusy(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (response.StatusCode >= HttpStatusCode.InternalServerError && response.StatusCode != HttpStatusCode.NotImplemented);

    private BulkAnswer.Wait Waiting(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        var progress = response.Headers.TryGetValues("X-Progress", out var words) ? words.First() : null;
        // The words come from outside and go into progress.json: nothing but plain ones.
        if (progress is not null && !Plain().IsMatch(progress)) progress = null;
        if (IsBusy(response)) progress = string.Create(CultureInfo.InvariantCulture, $"the server is busy ({(int)response.StatusCode}) and is asked again");
        return new BulkAnswer.Wait(after < TimeSpan.Zero ? TimeSpan.Zero : after, progress);
    }

    private static BulkAnswer.Refused Refusal(HttpResponseMessage response, string what) => new(string.Create(
        CultureInfo.InvariantCulture, $"The FHIR server refused {what} the export ({(int)response.StatusCode}){(response.StatusCode == HttpStatusCode.NotFound ? ": it has no such Group, or no $export" : "")}."));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, bool withToken, string accept, string? prefer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Accept.ParseAdd(accept);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        request.Options.Set(FhirAuthorizationHandler.WithoutToken, !withToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_limits.TotalTimeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FhirServerException(_server.Name, null, "no answer", error);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9 %.,:()/-]{1,60}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
