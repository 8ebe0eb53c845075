namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Names of entities as clients spell them.</summary>
internal static class EntityPath
{
    public const string ManagementSuffix = "/$management";

    /// <summary>One spelling for all: no scheme and host, no slashes around, no escapes.</summary>
    public static string Normalize(string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "sb" or "amqp" or "amqps") address = uri.AbsolutePath;
        return Uri.UnescapeDataString(address).Trim('/');
    }

    public static string Subscription(string topic, string subscription) => $"{topic}/Subscriptions/{subscription}";
}
