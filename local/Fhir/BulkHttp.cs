using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MedRecCloud.Local.Fhir;

/// <summary>HTTP around <see cref="BulkExports"/>: kick-off, status, files, deletion (Bulk Data Access, "Bulk Data Export Operation Request Flow").</summary>
internal sealed class BulkHttp(BulkExports exports, ResourceStore store, FhirRequests requests)
{
    private const string Status = "$export-status", File = "$export-file";

    /// <summary>Answers a request of a bulk export.</summary>
    /// <returns>False when the path is none of a bulk export's.</returns>
    /// <exception cref="FhirFailure">The request cannot be answered.</exception>
    public async Task<bool> TryServeAsync(HttpContext context)
    {
        var baseUrl = requests.BaseUrl;
        var (request, response) = (context.Request, context.Response);
        switch (FhirHttp.Segments(request.Path.Value ?? ""))
        {
            case ["Group", var group, "$export"] when HttpMethods.IsGet(request.Method):
                var prefer = request.Headers["Prefer"].ToString();
                if (!prefer.Contains("respond-async", StringComparison.OrdinalIgnoreCase)) throw new FhirFailure(400, "not-supported", "An export is asked for with 'Prefer: respond-async'.");
                var asked = request.QueryString.Value ?? "";
                var started = exports.Start(group, $"{baseUrl}{request.Path}{asked}", FhirHttp.Parameters(asked.TrimStart('?')), prefer.Contains("handling=strict", StringComparison.OrdinalIgnoreCase));
                response.StatusCode = StatusCodes.Status202Accepted;
                response.Headers.ContentLocation = $"{baseUrl}/{Status}/{started.Id}";
                return true;
            case [Status, var id] when HttpMethods.IsGet(request.Method):
                await StatusAsync(response, Find(id), context.RequestAborted).ConfigureAwait(false);
                return true;
            case [Status, var id] when HttpMethods.IsDelete(request.Method):
                exports.Drop(Find(id));
                response.StatusCode = StatusCodes.Status202Accepted;
                return true;
            case [File, var id, var name] when HttpMethods.IsGet(request.Method):
                await FileAsync(response, Find(id), name, context.RequestAborted).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private BulkJob Find(string id) => exports.Find(id) ?? throw FhirFailure.NotFound("This export");

    private async Task StatusAsync(HttpResponse response, BulkJob job, CancellationToken cancellationToken)
    {
        if (job.Files is not { } files)
        {
            response.StatusCode = StatusCodes.Status202Accepted;
            response.Headers["X-Progress"] = string.Create(CultureInfo.InvariantCulture, $"{job.Percent} % of the patients");
            response.Headers.RetryAfter = "1";
            return;
        }

        response.Headers.Expires = exports.ExpiryOf(job).UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.ContentType = "application/json";
        var manifest = new
        {
            transactionTime = job.Started,
            request = job.Request,
            requiresAccessToken = false,
            output = files.Select(file => new { type = file.Key, url = $"{requests.BaseUrl}/{File}/{job.Id}/{file.Key}.ndjson", count = file.Value.Length }),
            deleted = Array.Empty<object>(),
            error = Array.Empty<object>(),
        };
        await JsonSerializer.SerializeAsync(response.Body, manifest, JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false);
    }

    private async Task FileAsync(HttpResponse response, BulkJob job, string name, CancellationToken cancellationToken)
    {
        if (job.Files is not { } files || !files.TryGetValue(Path.GetFileNameWithoutExtension(name), out var versions)) throw FhirFailure.NotFound("This file");
        response.ContentType = "application/fhir+ndjson";
        foreach (var version in versions)
        {
            await response.Body.WriteAsync(store.Read(version), cancellationToken).ConfigureAwait(false);
            await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }
}
