namespace MedRecCloud.Local.Broker;

/// <summary>A topic.</summary>
public sealed class TopicOptions
{
    /// <summary>As clients address it.</summary>
    public string Name { get; set; } = "";

    /// <summary>How long a message lives whose sender set no shorter time; a subscription may shorten it. Null for ever.</summary>
    public TimeSpan? DefaultMessageTimeToLive { get; set; }

    /// <summary>A message whose id was seen within this window is accepted and dropped. Null for no detection.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; set; }

    /// <summary>Who gets copies.</summary>
    public List<SubscriptionOptions> Subscriptions { get; set; } = [];
}
