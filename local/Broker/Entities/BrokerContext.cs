using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Store;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>What all entities of a broker share.</summary>
internal sealed record BrokerContext(IMessageStore Store, MemoryBudget Memory, IdSource Ids, TimeProvider Time, ILogger Logger)
{
    /// <summary>UTC ticks.</summary>
    public long Now => Time.GetUtcNow().UtcTicks;
}
