using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Security;

/// <summary>A shared access signature whose signature was found right.</summary>
/// <param name="Path">The entity it opens; empty for all.</param>
internal sealed record SasToken(string Path, DateTimeOffset Until)
{
    /// <summary>Checks a token as clients send it: <c>SharedAccessSignature sr=…&amp;sig=…&amp;se=…&amp;skn=…</c>.</summary>
    /// <param name="problem">Why it was not taken; names no part of the token.</param>
    public static SasToken? Validate(string token, string keyName, string key, DateTimeOffset now, out string problem)
    {
        const string Scheme = "SharedAccessSignature ";
        if (!token.StartsWith(Scheme, StringComparison.Ordinal))
        {
            problem = "InvalidIssuer: only shared access signatures are known to this broker; Entra tokens are for Azure.";
            return null;
        }

        var fields = token[Scheme.Length..].Split('&').Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1], StringComparer.Ordinal);
        problem = "InvalidSignature: the token is incomplete.";
        if (!fields.TryGetValue("sr", out var resource) || !fields.TryGetValue("sig", out var signature) || !fields.TryGetValue("se", out var expiry)) return null;
        if (Uri.UnescapeDataString(fields.GetValueOrDefault("skn", "")) != keyName)
        {
            problem = "InvalidIssuer: the key's name is unknown.";
            return null;
        }

        // What was signed is the resource exactly as it stands in the token.
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        Span<byte> given = stackalloc byte[expected.Length];
        if (!Convert.TryFromBase64String(Uri.UnescapeDataString(signature), given, out var length) || !CryptographicOperations.FixedTimeEquals(given[..length], expected))
        {
            problem = "InvalidSignature: the token has an invalid signature.";
            return null;
        }

        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799 || DateTimeOffset.FromUnixTimeSeconds(seconds) <= now)
        {
            problem = "ExpiredToken: the token has expired.";
            return null;
        }

        problem = "";
        return new SasToken(PathOf(Uri.UnescapeDataString(resource)), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    // The audience names a host that may be spelled in many ways; only the path matters here.
    private static string PathOf(string resource)
    {
        var scheme = resource.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return EntityPath.Normalize(resource);
        var path = resource.IndexOf('/', scheme + 3);
        return path < 0 ? "" : EntityPath.Normalize(resource[path..]);
    }
}
