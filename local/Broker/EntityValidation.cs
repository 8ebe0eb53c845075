namespace MedRecCloud.Local.Broker;

/// <summary>Refuses a wrong declaration at the start, with a sentence that names it.</summary>
internal static class EntityValidation
{
    /// <exception cref="BrokerConfigurationException">Something is declared wrongly.</exception>
    public static void Check(BrokerOptions options)
    {
        if (options.Port is < 0 or > 65535) throw new BrokerConfigurationException($"Port {options.Port} is not between 0 and 65535.");
        if (options.IdleTimeout < TimeSpan.FromMilliseconds(100)) throw new BrokerConfigurationException($"The idle time-out {options.IdleTimeout} is shorter than 100 ms.");
        if (options.KeyName.Length == 0 || options.Key.Length == 0) throw new BrokerConfigurationException("The key's name and value must not be empty.");
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var queue in options.Entities.Queues)
        {
            CheckName(queue.Name, names);
            CheckQueue(queue, queue.Name);
        }

        foreach (var topic in options.Entities.Topics)
        {
            CheckName(topic.Name, names);
            HashSet<string> subscriptions = new(StringComparer.OrdinalIgnoreCase);
            foreach (var subscription in topic.Subscriptions)
            {
                CheckName(subscription.Name, subscriptions);
                CheckQueue(subscription, $"{topic.Name}/{subscription.Name}");
                if (subscription.Rules?.FirstOrDefault(rule => rule.Name.Length == 0 || (rule.Sql is null) == (rule.Correlation is null)) is { } rule)
                    throw new BrokerConfigurationException($"Rule '{rule.Name}' of '{topic.Name}/{subscription.Name}' needs a name and exactly one of sql and correlation.");
            }
        }
    }

    private static void CheckName(string name, HashSet<string> names)
    {
        if (name.Length is 0 or > 260 || name.Contains('$') || name != name.Trim('/')) throw new BrokerConfigurationException($"'{name}' is no name for an entity.");
        if (!names.Add(name)) throw new BrokerConfigurationException($"'{name}' is declared twice.");
    }

    private static void CheckQueue(QueueOptions queue, string path)
    {
        if (queue.LockDuration <= TimeSpan.Zero || queue.LockDuration > TimeSpan.FromMinutes(5))
            throw new BrokerConfigurationException($"The lock duration {queue.LockDuration} of '{path}' is not within 0 and 5 minutes.");
        if (queue.MaxDeliveryCount is < 1 or > 2000) throw new BrokerConfigurationException($"The maximum delivery count {queue.MaxDeliveryCount} of '{path}' is not within 1 and 2000.");
        if (queue.DefaultMessageTimeToLive <= TimeSpan.Zero) throw new BrokerConfigurationException($"The time to live of '{path}' is not positive.");
        if (queue.DuplicateDetectionWindow <= TimeSpan.Zero) throw new BrokerConfigurationException($"The duplicate detection window of '{path}' is not positive.");
        if (queue.MaxSizeInMegabytes < 1) throw new BrokerConfigurationException($"The maximum size of '{path}' is below 1 MB.");
    }
}
