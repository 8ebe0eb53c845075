namespace MedRecCloud.Local.Broker;

/// <summary>A topic's subscription: a queue with rules.</summary>
public sealed class SubscriptionOptions : QueueOptions
{
    /// <summary>Rules that a new data folder starts with; a message passes when any of them lets it through. Null for one rule that lets everything through.</summary>
    public List<RuleOptions>? Rules { get; set; }
}
