namespace MedRecCloud.Messaging;

/// <summary>Where a namespace listens.</summary>
internal sealed record NamespaceEndpoint(string Host, int Port, bool UseTls)
{
    private const int TlsPort = 5671;

    public static NamespaceEndpoint OfNamespace(string fullyQualifiedNamespace) => new(fullyQualifiedNamespace, TlsPort, UseTls: true);

    /// <summary>What a token for the entity names. Service Bus signs and compares it in lower case.</summary>
    public string AudienceOf(string address) => $"sb://{Host}/{address}".ToLowerInvariant();
}
