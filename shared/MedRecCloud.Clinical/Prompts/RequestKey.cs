using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>Deterministic names: the same request or result has the same name however often and wherever it is made.</summary>
public static class RequestKey
{
    /// <summary>Name of a request: hash of (server, encounter, context hash, prompt version).</summary>
    public static string Of(string server, string encounterId, string contextHash, string promptVersion) =>
        Hash(server, encounterId, contextHash, promptVersion);

    /// <summary>Name of a result: hash of (server, encounter, context hash, model package, prompt version).</summary>
    public static string OfResult(string server, string encounterId, string contextHash, string packageHash, string promptVersion) =>
        Hash(server, encounterId, contextHash, packageHash, promptVersion);

    /// <summary>The folder of one encounter: its id on the default server, <c>{server}~{id}</c> on any other.</summary>
    public static string Folder(string server, string encounterId) => server == DefaultServer ? encounterId : $"{server}~{encounterId}";

    public const string DefaultServer = "default";

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        // A length before each part keeps ("ab","c") and ("a","bc") apart.
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
