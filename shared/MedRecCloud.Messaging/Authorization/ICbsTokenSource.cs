namespace MedRecCloud.Messaging;

/// <summary>Where tokens for <c>$cbs</c> come from.</summary>
internal interface ICbsTokenSource
{
    ValueTask<CbsToken> GetTokenAsync(string audience, CancellationToken cancellationToken);
}
