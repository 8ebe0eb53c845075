using System.Globalization;
using Azure.Core;

namespace MedRecCloud.Messaging.Tests;

/// <summary>An Entra identity that numbers its tokens and lets each live for a while.</summary>
internal sealed class FakeCredential(TimeProvider timeProvider, TimeSpan lifetime) : TokenCredential
{
    private int _last;

    public List<string> Scopes { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.AddRange(requestContext.Scopes);
        return new AccessToken("token-" + (++_last).ToString(CultureInfo.InvariantCulture), timeProvider.GetUtcNow() + lifetime);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
