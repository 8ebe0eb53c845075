namespace MedRecCloud.Local.Broker;

/// <summary>The broker cannot start as it is configured. The message is for people and says what to change.</summary>
public sealed class BrokerConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
