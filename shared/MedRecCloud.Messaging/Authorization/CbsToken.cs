namespace MedRecCloud.Messaging;

/// <summary>What is put to <c>$cbs</c> for one audience.</summary>
/// <param name="Value">The token itself; never logged.</param>
/// <param name="Type"><c>servicebus.windows.net:sastoken</c> or <c>jwt</c>.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record CbsToken(string Value, string Type, DateTimeOffset ExpiresAt)
{
    public const string Sas = "servicebus.windows.net:sastoken";
    public const string Jwt = "jwt";

    /// <inheritdoc/>
    public override string ToString() => $"{Type} until {ExpiresAt:O}";
}
