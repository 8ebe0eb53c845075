using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>A message that a client received and has not settled.</summary>
internal sealed record OutgoingDelivery(uint Id, OutgoingLink Link, Guid LockToken);
