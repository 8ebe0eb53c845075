using MedRecCloud.Local.Broker.Entities;

namespace MedRecCloud.Local.Broker.Store;

/// <summary>What can be written.</summary>
internal interface IStoreTransaction
{
    void Insert(int queue, BrokerMessage message, byte[] content, MessageState state, long enqueuedAt);

    void Delete(long id);

    /// <summary>Changes what a settlement changes.</summary>
    /// <param name="content">Null to leave the content as it is.</param>
    void Update(long id, int deliveryCount, MessageState state, long enqueuedAt, byte[]? content);

    /// <param name="state">Null to forget it.</param>
    void PutSessionState(int queue, string sessionId, byte[]? state);

    void RememberMessageId(int queue, string messageId, long until);

    void ForgetMessageIds(int queue, long before);

    /// <param name="definition">Null to remove the rule.</param>
    void PutRule(int queue, string name, string? definition);
}
