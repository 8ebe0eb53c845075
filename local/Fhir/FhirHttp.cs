using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MedRecCloud.Local.Fhir;

/// <summary>HTTP around <see cref="FhirRequests"/>: paths, headers, statuses.</summary>
internal static class FhirHttp
{
    private const string Json = "application/fhir+json; charset=utf-8";

    public static async Task ServeAsync(HttpContext context, FhirRequests requests, BulkHttp bulk, HttpStatusCode? failure)
    {
        FhirReply reply;
        try
        {
            if (failure is { } status)
            {
                if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
                throw new FhirFailure((int)status, "transient", "The server is set to fail.");
            }
            if (await bulk.TryServeAsync(context).ConfigureAwait(false)) return;
            reply = await AnswerAsync(context, requests).ConfigureAwait(false);
        }
        catch (FhirFailure error) { reply = error.ToReply(); }
        catch (BadHttpRequestException error) { reply = new FhirReply(error.StatusCode, FhirFailure.Outcome("too-long", "The request cannot be read.")); }
        await WriteAsync(context.Response, reply, HttpMethods.IsHead(context.Request.Method), context.RequestAborted).ConfigureAwait(false);
    }

    public static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public static IEnumerable<(string Name, string Value)> Parameters(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .Select(part => (Decode(part[0]), part.Length > 1 ? Decode(part[1]) : ""));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static async Task<FhirReply> AnswerAsync(HttpContext context, FhirRequests requests)
    {
        var request = context.Request;
        var path = Segments(request.Path.Value ?? "");
        var strict = request.Headers["Prefer"].ToString().Contains("handling=strict", StringComparison.OrdinalIgnoreCase);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            var found = requests.Get(path, Parameters((request.QueryString.Value ?? "").TrimStart('?')), strict);
            return path is ["Binary", _, ..] && found.Status == 200 && !WantsJson(request.Headers.Accept) ? Unwrap(found) : found;
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        if (path is [var type, "_search"] && HttpMethods.IsPost(request.Method))
        {
            var form = System.Text.Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
            return requests.Get([type], Parameters((request.QueryString.Value ?? "").TrimStart('?')).Concat(Parameters(form)), strict);
        }
        return requests.Write(request.Method, path, body.GetBuffer().AsMemory(0, (int)body.Length), Header(request, "If-None-Exist"), Header(request, "If-Match"));
    }

    private static string? Header(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    private static bool WantsJson(StringValues accept) => accept.ToString() is var text && (text.Contains("json", StringComparison.OrdinalIgnoreCase));

    /// <summary>A Binary in its own type, when the reader does not ask for JSON (R4, 3.15.2).</summary>
    private static FhirReply Unwrap(FhirReply found)
    {
        using var document = JsonDocument.Parse(found.Body);
        var data = document.RootElement.TryGetProperty("data", out var text) && text.TryGetBytesFromBase64(out var bytes) ? bytes : [];
        return found with { Body = data, ContentType = ElementPath.Text(document.RootElement, "contentType") ?? "application/octet-stream" };
    }

    private static async Task WriteAsync(HttpResponse response, FhirReply reply, bool isHead, CancellationToken cancellationToken)
    {
        response.StatusCode = reply.Status;
        if (reply.ETag is { } etag) response.Headers.ETag = etag;
        if (reply.LastModified is { } modified) response.Headers.LastModified = modified.UtcDateTime.ToString("R");
        if (reply.Location is { } location) response.Headers.Location = $"{response.HttpContext.Request.Scheme}://{response.HttpContext.Request.Host}/{location}";
        if (reply.Body.IsEmpty || reply.Status == 204) return;
        response.ContentType = reply.ContentType ?? Json;
        response.ContentLength = reply.Body.Length;
        if (!isHead) await response.Body.WriteAsync(reply.Body, cancellationToken).ConfigureAwait(false);
    }
}
