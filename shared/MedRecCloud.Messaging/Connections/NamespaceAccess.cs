using Azure.Core;

namespace MedRecCloud.Messaging;

/// <summary>Reads the options into an address and a source of tokens.</summary>
internal static class NamespaceAccess
{
    public static (NamespaceEndpoint Endpoint, ICbsTokenSource Tokens) Of(ServiceBusOptions options, TokenCredential? credential, TimeProvider timeProvider)
    {
        if (Problem(options) is { } problem)
            throw new ArgumentException(problem, nameof(options));
        if (options.FullyQualifiedNamespace is { } fullyQualifiedNamespace)
        {
            var identity = credential ?? throw new ArgumentException(
                "ServiceBus:FullyQualifiedNamespace needs an Entra identity; pass a credential or set ServiceBus:ConnectionString.", nameof(credential));
            return (NamespaceEndpoint.OfNamespace(fullyQualifiedNamespace), new EntraTokenSource(identity));
        }

        var parsed = ServiceBusConnectionString.Parse(options.ConnectionString!);
        return (parsed.Endpoint, parsed.Signature is { } signature
            ? new SignatureTokenSource(signature)
            : new SharedKeyTokenSource(parsed.KeyName!, parsed.Key!, timeProvider));
    }

    /// <summary>What is wrong with the options, if anything; names both values where two do not fit, but never a key.</summary>
    public static string? Problem(ServiceBusOptions options)
    {
        var hasString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        var hasNamespace = !string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace);
        if (hasString == hasNamespace)
        {
            return $"Set either ServiceBus:ConnectionString ({(hasString ? "is set" : "not set")}) or ServiceBus:FullyQualifiedNamespace "
                + $"({(hasNamespace ? options.FullyQualifiedNamespace : "not set")}).";
        }

        if (hasNamespace && Uri.CheckHostName(options.FullyQualifiedNamespace) == UriHostNameType.Unknown)
            return $"ServiceBus:FullyQualifiedNamespace is not a host name: {options.FullyQualifiedNamespace}; it looks like contoso.servicebus.windows.net.";
        if (options.RetryDelay > options.MaxRetryDelay)
            return $"ServiceBus:RetryDelay ({options.RetryDelay}) is longer than ServiceBus:MaxRetryDelay ({options.MaxRetryDelay}).";
        if (!hasString)
            return null;
        try
        {
            ServiceBusConnectionString.Parse(options.ConnectionString!);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
