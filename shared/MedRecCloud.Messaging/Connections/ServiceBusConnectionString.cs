using System.Globalization;

namespace MedRecCloud.Messaging;

/// <summary>A Service Bus connection string, read strictly: an unknown or doubled part is an error, as it is most often a typing mistake.</summary>
internal sealed record ServiceBusConnectionString
{
    private const int TlsPort = 5671;
    private const int PlainPort = 5672;

    private ServiceBusConnectionString(NamespaceEndpoint endpoint) => Endpoint = endpoint;

    public NamespaceEndpoint Endpoint { get; }

    public string? KeyName { get; private init; }

    public string? Key { get; private init; }

    public string? Signature { get; private init; }

    public string? EntityPath { get; private init; }

    /// <summary>Reads the string.</summary>
    /// <exception cref="FormatException">Says which part is wrong; never contains the key.</exception>
    public static ServiceBusConnectionString Parse(string text)
    {
        var parts = Split(text);
        if (!parts.TryGetValue("Endpoint", out var endpointText))
            throw new FormatException("The Service Bus connection string has no Endpoint=sb://…; part.");
        if (!Uri.TryCreate(endpointText, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("sb" or "amqp" or "amqps") || endpoint.Host.Length == 0)
            throw new FormatException("The Endpoint of the Service Bus connection string is not an address like sb://contoso.servicebus.windows.net/.");

        var emulator = UsesEmulator(parts);
        var result = new ServiceBusConnectionString(new NamespaceEndpoint(endpoint.Host, PortOf(endpoint, emulator), !emulator))
        {
            KeyName = parts.GetValueOrDefault("SharedAccessKeyName"),
            Key = parts.GetValueOrDefault("SharedAccessKey"),
            Signature = parts.GetValueOrDefault("SharedAccessSignature"),
            EntityPath = parts.GetValueOrDefault("EntityPath"),
        };
        var hasKey = result.KeyName is not null && result.Key is not null;
        if (hasKey == (result.Signature is not null) || (result.KeyName is null) != (result.Key is null))
            throw new FormatException("The Service Bus connection string needs SharedAccessKeyName and SharedAccessKey, or SharedAccessSignature, and not both.");
        return result;
    }

    private static Dictionary<string, string> Split(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? part[..equals].Trim() : string.Empty;
            if (!Known.Contains(name))
                throw new FormatException($"The Service Bus connection string has an unknown part; known are {string.Join(", ", Known.Order(StringComparer.Ordinal))}.");
            if (!parts.TryAdd(name, part[(equals + 1)..].Trim()))
                throw new FormatException($"The Service Bus connection string has {name} twice.");
        }

        return parts;
    }

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Endpoint", "SharedAccessKeyName", "SharedAccessKey", "SharedAccessSignature", "EntityPath", "UseDevelopmentEmulator", "TransportType",
    };

    // As in the official clients the value must be exactly "true": anything else connects with TLS.
    private static bool UsesEmulator(Dictionary<string, string> parts) => parts.GetValueOrDefault("UseDevelopmentEmulator") == "true";

    private static int PortOf(Uri endpoint, bool emulator)
    {
        var port = endpoint.IsDefaultPort || endpoint.Port < 0 ? (emulator ? PlainPort : TlsPort) : endpoint.Port;
        return port is > 0 and <= ushort.MaxValue
            ? port
            : throw new FormatException("The port of the Service Bus endpoint is not one: " + port.ToString(CultureInfo.InvariantCulture));
    }
}
