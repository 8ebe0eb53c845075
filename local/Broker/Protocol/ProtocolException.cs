namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>The peer broke the protocol or asked for what it may not have; <see cref="Condition"/> is the AMQP error condition it is told.</summary>
internal sealed class ProtocolException(string condition, string message) : Exception(message)
{
    public string Condition { get; } = condition;
}
