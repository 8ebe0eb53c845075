namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Why the broker does not do what a client asked for.</summary>
/// <param name="Condition">An AMQP error condition.</param>
internal sealed record Refusal(string Condition, string Description);
