using System.Globalization;

namespace MedRecCloud.Messaging;

/// <summary>Hands on a signature that somebody else signed; it cannot be renewed.</summary>
internal sealed class SignatureTokenSource : ICbsTokenSource
{
    private readonly CbsToken _token;

    public SignatureTokenSource(string signature)
    {
        var expiry = signature.Split('&', ' ').FirstOrDefault(part => part.StartsWith("se=", StringComparison.Ordinal))?[3..];
        var seconds = long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
        var expiresAt = seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MaxValue;
        _token = new CbsToken(signature, CbsToken.Sas, expiresAt);
    }

    public ValueTask<CbsToken> GetTokenAsync(string audience, CancellationToken cancellationToken) => ValueTask.FromResult(_token);
}
