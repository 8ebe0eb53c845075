using MedRecCloud.Local.Broker.Messages;

namespace MedRecCloud.Local.Broker.Entities;

/// <summary>Copies what is sent to it to its subscriptions.</summary>
internal sealed class Topic(string path, IReadOnlyList<Subscription> subscriptions) : IMessageTarget
{
    public string Path { get; } = path;

    public IReadOnlyList<Subscription> Subscriptions { get; } = subscriptions;

    public long[] Send(IReadOnlyList<ReceivedMessage> received, Action<Refusal?> done, long? scheduledFor = null) => throw new NotSupportedException();

    public bool CancelScheduled(IReadOnlyList<long> sequences, Action done) => throw new NotSupportedException();
}
