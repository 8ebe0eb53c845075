using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>Keeps nothing: for throughput runs, and for tests of the entities alone.</summary>
internal sealed class MemoryStore : IMessageStore, IStoreTransaction
{
    private long _ids;

    public bool KeepsContent => false;

    public long NextId() => Interlocked.Increment(ref _ids);

    public void Append(StoreChange change)
    {
        change.Apply(this);
        change.Done(null);
    }

    public byte[]? ReadContent(long id) => null;

    public void Insert(int queue, BrokerMessage message, byte[] content, MessageState state, long enqueuedAt)
    {
    }

    public void Delete(long id)
    {
    }

    public void Update(long id, int deliveryCount, MessageState state, long enqueuedAt, byte[]? content)
    {
    }

    public void PutSessionState(int queue, string sessionId, byte[]? state)
    {
    }

    public void RememberMessageId(int queue, string messageId, long until)
    {
    }

    public void ForgetMessageIds(int queue, long before)
    {
    }

    public void PutRule(int queue, string name, string? definition)
    {
    }
}
