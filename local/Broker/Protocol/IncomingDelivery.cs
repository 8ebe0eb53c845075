namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Which message of a client is meant.</summary>
/// <param name="Id">The delivery id within its session.</param>
/// <param name="Format">The message format; Service Bus clients mark batches with it.</param>
/// <param name="Settled">True when the client wants no answer.</param>
internal readonly record struct IncomingDelivery(uint Id, uint Format, bool Settled);
