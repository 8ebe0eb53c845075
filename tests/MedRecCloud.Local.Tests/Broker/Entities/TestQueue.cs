using MedRecCloud.Local.Broker.Entities;
using MedRecCloud.Local.Broker.Messages;
using MedRecCloud.Local.Broker.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MedRecCloud.Local.Tests.Broker.Entities;

/// <summary>A queue alone, with a clock in the test's hand.</summary>
internal sealed class TestQueue : IDisposable
{
    private int _ids;

    public TestQueue(Func<QueueSettings, QueueSettings>? change = null, IMessageStore? store = null, long memory = long.MaxValue)
    {
        var settings = new QueueSettings("orders", TimeSpan.FromSeconds(30), 3, null, false, null, false, 1024 * 1024);
        settings = change?.Invoke(settings) ?? settings;
        Memory = new MemoryBudget(memory);
        var context = new BrokerContext(store ?? new MemoryStore(), Memory, new IdSource(Time.GetUtcNow().UtcTicks), Time, NullLogger.Instance);
        DeadLetters = new MessageQueue(2, settings.ForDeadLetters(), context, null);
        Queue = new MessageQueue(1, settings, context, DeadLetters);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public MemoryBudget Memory { get; }

    public MessageQueue Queue { get; }

    public MessageQueue DeadLetters { get; }

    public static ReceivedMessage Message(string id, string? session = null, TimeSpan? timeToLive = null, long? scheduledFor = null, int size = 10) =>
        new(id, session, timeToLive, scheduledFor, MessageContent.Create(uint.MaxValue, 4, false, 0, [], [], new byte[size]));

    public static ReceivedMessage Encoded(string id) => new MessageParser(new IdSource(0)).Parse(TestMessages.Encode(id, "body"));

    /// <summary>Sends a message that must be taken.</summary>
    public long Send(string? id = null, string? session = null, TimeSpan? timeToLive = null, long? scheduledFor = null)
    {
        var numbers = Queue.Send([Message(id ?? $"m{++_ids}", session, timeToLive, scheduledFor)], refusal => Assert.Null(refusal));
        return Assert.Single(numbers);
    }

    public TestConsumer Receiver(uint credit = 1000, bool deletes = false, MessageQueue? queue = null)
    {
        var consumer = new TestConsumer(queue ?? Queue, deletes);
        (queue ?? Queue).AddConsumer(consumer);
        consumer.Grant(credit);
        return consumer;
    }

    /// <summary>Settles a message whose lock must hold.</summary>
    public void Settle(TestDelivery delivery, Settlement settlement) => Queue.Settle(delivery.LockToken, settlement, refusal => Assert.Null(refusal));

    public void Dispose()
    {
        Queue.Dispose();
        DeadLetters.Dispose();
    }
}
