using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Tests.Broker.Entities;

/// <param name="DeliveryCount">As it was when the message was delivered.</param>
internal sealed record TestDelivery(string MessageId, Guid LockToken, int DeliveryCount, byte[] Content, BrokerMessage Message);
