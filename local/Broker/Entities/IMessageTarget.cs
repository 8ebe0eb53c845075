using MedRecCloud.Local.Broker.Messages;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>What a client can send to: a queue or a topic.</summary>
internal interface IMessageTarget
{
    /// <inheritdoc cref="MessageQueue.Send"/>
    long[] Send(IReadOnlyList<ReceivedMessage> received, Action<Refusal?> done, long? scheduledFor = null);

    /// <inheritdoc cref="MessageQueue.CancelScheduled"/>
    bool CancelScheduled(IReadOnlyList<long> sequences, Action done);
}
