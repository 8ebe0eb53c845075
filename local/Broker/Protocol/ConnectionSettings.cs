namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>What all connections of a listener share.</summary>
/// <param name="ContainerId">The name this broker opens connections with.</param>
/// <param name="IdleTimeout">A client from which nothing came for so long is taken for dead.</param>
/// <param name="MaxMessageSize">The largest message in bytes that a client may send.</param>
/// <param name="IsKnownKey">Whether a SAS key's name and value are ours.</param>
/// <param name="Admission">Awaited after every read that brought a message; holds a client back while the disk is behind.</param>
internal sealed record ConnectionSettings(
    string ContainerId, TimeSpan IdleTimeout, int MaxMessageSize, Func<string, string, bool> IsKnownKey, Func<ValueTask> Admission);
