using System.Net;
using System.Net.Http.Headers;

namespace MedRecCloud.Fhir.Servers;

/// <summary>Adds the server's access token; a token that the server refuses is asked for anew once.</summary>
internal sealed class FhirAuthorizationHandler(FhirTokens tokens) : DelegatingHandler
{
    /// <summary>Set to true on a request that must not carry a token, as for a file whose URL is its own key.</summary>
    public static readonly HttpRequestOptionsKey<bool> WithoutToken = new("medrec.without-token");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A redirect sends the same request on: a token for the first place is none for the next.
        request.Headers.Authorization = null;
        if (request.Options.TryGetValue(WithoutToken, out var isWithout) && isWithout) return await base.SendAsync(request, cancellationToken);
        if (await tokens.GetAsync(request.RequestUri!, false, cancellationToken) is not { } token) return await base.SendAsync(request, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
        response.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(request.RequestUri!, true, cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
