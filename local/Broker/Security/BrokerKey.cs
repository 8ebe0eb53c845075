namespace MedRecCloud.Local.Broker.Security;

/// <summary>The shared access key of this broker. It opens a broker on the loopback address, so it is no secret.</summary>
internal sealed record BrokerKey(string Name, string Value);
