using System.Net;

namespace MedRecCloud.Fhir.Servers;

/// <summary>
/// Lets requests through to the configured base URLs only, redirects included: a forged event must not turn the intake into a tool against other machines.
/// </summary>
internal sealed class AllowListHandler(Func<Uri, bool> isAllowed) : DelegatingHandler
{
    private const int MaxRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (request.RequestUri is not { } uri || !isAllowed(uri)) throw new FhirServerException("?", null, "a URL outside the configured servers is not fetched");
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location || request.Method != HttpMethod.Get || redirects >= MaxRedirects) return response;
            response.Dispose();
            request.RequestUri = new Uri(uri, location);
        }
    }
}
