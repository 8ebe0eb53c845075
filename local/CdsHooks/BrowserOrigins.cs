using Microsoft.Extensions.Primitives;

namespace MedRecCloud.Local.CdsHooks;

/// <summary>
/// Which web pages may call from a browser: pages of this machine and the public CDS Hooks sandbox. Any other page that happens to be open is answered by nobody,
/// though it could reach the port too.
/// </summary>
internal static class BrowserOrigins
{
    private const string Sandbox = "https://sandbox.cds-hooks.org";

    public static void Allow(HttpRequest request, HttpResponse response)
    {
        if (request.Headers.Origin is not [{ } origin] || !IsAllowed(origin)) return;
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.Vary = "Origin";
        response.Headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        response.Headers.AccessControlAllowHeaders = "Content-Type, Authorization";
        response.Headers.AccessControlMaxAge = "600";
        // Browsers ask for leave before a public page may call this machine (Private Network Access).
        if (!StringValues.IsNullOrEmpty(request.Headers["Access-Control-Request-Private-Network"])) response.Headers["Access-Control-Allow-Private-Network"] = "true";
    }

    internal static bool IsAllowed(string origin) => origin == Sandbox || (Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.IsLoopback);
}
