using Azure.Core;

namespace MedRecCloud.Messaging;

/// <summary>Asks the Entra identity; its credential caches.</summary>
internal sealed class EntraTokenSource(TokenCredential credential) : ICbsTokenSource
{
    internal const string Scope = "https://servicebus.azure.net/.default";

    public async ValueTask<CbsToken> GetTokenAsync(string audience, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext([Scope]), cancellationToken).ConfigureAwait(false);
        return new CbsToken(token.Token, CbsToken.Jwt, token.ExpiresOn);
    }
}
