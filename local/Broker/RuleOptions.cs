namespace MedRecCloud.Local.Broker;

/// <summary>A subscription's rule: either a SQL filter or a correlation filter.</summary>
public sealed class RuleOptions
{
    /// <summary>The rule's name within its subscription.</summary>
    public string Name { get; set; } = "";

    /// <summary>A condition in Service Bus's SQL filter language, such as <c>sys.Label = 'urgent' AND quantity &gt; 10</c>.</summary>
    public string? Sql { get; set; }

    /// <summary>Properties that must be equal. System properties by their names in Service Bus (<c>CorrelationId</c>, <c>MessageId</c>, <c>To</c>, <c>ReplyTo</c>,
    /// <c>Subject</c>, <c>SessionId</c>, <c>ReplyToSessionId</c>, <c>ContentType</c>), application properties with the prefix <c>user.</c>.</summary>
    public Dictionary<string, string>? Correlation { get; set; }
}
