using Amqp.Framing;
using MedRecCloud.Local.Broker.Messages;

namespace MedRecCloud.Local.Broker.Filters;

/// <summary>What filters can see of a message. Decoded when the first filter asks.</summary>
internal sealed class FilteredMessage(byte[] content)
{
    private readonly Lazy<Properties?> _properties = new(() => MessageSections.Properties(content));
    private readonly Lazy<Dictionary<string, object?>> _user = new(() => Values(MessageSections.ApplicationProperties(content)));

    /// <summary>A system property by its name in Service Bus, in any case; null when it is not set or not known.</summary>
    public object? System(string name) => name.ToUpperInvariant() switch
    {
        "MESSAGEID" => _properties.Value?.GetMessageId()?.ToString(),
        "CORRELATIONID" => _properties.Value?.GetCorrelationId()?.ToString(),
        "LABEL" or "SUBJECT" => _properties.Value?.Subject,
        "TO" => _properties.Value?.To,
        "REPLYTO" => _properties.Value?.ReplyTo,
        "SESSIONID" => _properties.Value?.GroupId,
        "REPLYTOSESSIONID" => _properties.Value?.ReplyToGroupId,
        "CONTENTTYPE" => _properties.Value?.ContentType?.ToString(),
        _ => null,
    };

    /// <summary>An application property, in any case.</summary>
    public object? User(string name) => _user.Value.GetValueOrDefault(name);

    private static Dictionary<string, object?> Values(ApplicationProperties? properties)
    {
        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in properties?.Map ?? []) values[key.ToString()!] = value;
        return values;
    }
}
