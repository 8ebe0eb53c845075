namespace MedRecCloud.Local.Broker.Filters;

/// <summary>Lets a message through whose properties all equal the given values.</summary>
/// <param name="System">By the property's name in Service Bus.</param>
/// <param name="User">Application properties.</param>
internal sealed record CorrelationFilter(IReadOnlyDictionary<string, string> System, IReadOnlyDictionary<string, object?> User) : IMessageFilter
{
    /// <summary>The system properties that a correlation filter can name, in the order in which clients list them.</summary>
    public static readonly IReadOnlyList<string> Names = ["CorrelationId", "MessageId", "To", "ReplyTo", "Label", "SessionId", "ReplyToSessionId", "ContentType"];

    public bool Matches(FilteredMessage message) =>
        System.All(pair => string.Equals(message.System(pair.Key) as string, pair.Value, StringComparison.Ordinal))
        && User.All(pair => SqlValues.AreEqual(message.User(pair.Key), pair.Value) == true);
}
