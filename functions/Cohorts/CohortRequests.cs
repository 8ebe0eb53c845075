using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Functions.Cohorts;

/// <summary>
/// Who may use the cohort API. The platform verifies the Entra token and writes the caller into a header that it removes from what comes from outside;
/// where that is not switched on, everybody is refused.
/// </summary>
public sealed partial class CohortRequests(IConfiguration configuration, ILogger<CohortRequests> logger)
{
    /// <summary>The application role that a caller must hold.</summary>
    public const string Role = "Cohorts.Run";

    private const int LargestManifest = 16 << 20;

    /// <summary>Null when the request may go on; otherwise the answer: 401, 403, or 400 for an id that cannot be part of a blob's name.</summary>
    public IActionResult? Refuse(HttpRequest request, string id)
    {
        if (!string.Equals(configuration["WEBSITE_AUTH_ENABLED"], "true", StringComparison.OrdinalIgnoreCase)) return new UnauthorizedResult();
        if (request.Headers["X-MS-CLIENT-PRINCIPAL"] is not [{ Length: > 0 } principal]) return new UnauthorizedResult();
        if (!Holds(principal))
        {
            logger.CallerRefused(Role);
            return new StatusCodeResult(StatusCodes.Status403Forbidden);
        }

        return Id().IsMatch(id) ? null : new BadRequestObjectResult("A cohort's id has 1 to 64 letters, digits and hyphens.");
    }

    /// <summary>The body; null when it is larger than 16 MiB.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadManifestAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var manifest = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = await request.Body.ReadAsync(buffer, cancellationToken); read > 0; read = await request.Body.ReadAsync(buffer, cancellationToken))
        {
            if (manifest.Length + read > LargestManifest) return null;
            manifest.Write(buffer, 0, read);
        }

        return manifest.ToArray();
    }

    // https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities: base64 of {"claims":[{"typ":"roles","val":"…"}]}.
    private static bool Holds(string principal)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(principal));
            return json.RootElement.GetProperty("claims").EnumerateArray()
                .Any(claim => claim.GetProperty("typ").GetString() == "roles" && claim.GetProperty("val").GetString() == Role);
        }
        catch (Exception error) when (error is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
