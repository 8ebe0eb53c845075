namespace MedRecCloud.Messaging;

/// <summary>Addresses of entities that are named after others.</summary>
public static class EntityPath
{
    private const string DeadLetterSuffix = "/$deadletterqueue";

    /// <summary>The dead-letter queue of a queue or subscription.</summary>
    public static string DeadLetterOf(string entityPath) => entityPath + DeadLetterSuffix;

    /// <summary>The address that receives from a topic's subscription.</summary>
    public static string Subscription(string topic, string subscription) => $"{topic}/Subscriptions/{subscription}";
}
