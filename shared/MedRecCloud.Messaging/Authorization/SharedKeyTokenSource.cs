using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Messaging;

/// <summary>Signs shared access signatures. https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas</summary>
internal sealed class SharedKeyTokenSource(string keyName, string key, TimeProvider timeProvider) : ICbsTokenSource
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    public ValueTask<CbsToken> GetTokenAsync(string audience, CancellationToken cancellationToken)
    {
        var expiresAt = timeProvider.GetUtcNow() + Lifetime;
        var expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var resource = Uri.EscapeDataString(audience);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(resource + "\n" + expiry)));
        var token = $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn={Uri.EscapeDataString(keyName)}";
        return ValueTask.FromResult(new CbsToken(token, CbsToken.Sas, expiresAt));
    }
}
