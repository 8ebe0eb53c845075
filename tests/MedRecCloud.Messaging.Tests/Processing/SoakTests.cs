using System.Globalization;
using static MedRecCloud.Messaging.Tests.TestBroker;

namespace MedRecCloud.Messaging.Tests;

/// <summary>One receiver at prefetch 500 with a sender at work; <c>MEDREC_SOAK_MESSAGES</c> sets how many, 200000 for a soak.</summary>
public sealed class SoakTests
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MEDREC_SOAK_MESSAGES") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task One_receiver_keeps_up_with_a_sender_and_every_message_is_completed_once()
    {
        await using var broker = await StartAsync();
        var connection = broker.Connect();
        var sending = SendAsync(connection.CreateSender(Queue));
        await using var receiver = connection.CreateReceiver(Queue, new ServiceBusReceiverOptions { Prefetch = 500 });
        var seen = new HashSet<long>();

        while (seen.Count < Count)
        {
            var messages = await receiver.ReceiveAsync(500, Some.Patience);
            Assert.NotEmpty(messages);
            Assert.All(messages, message => Assert.True(seen.Add(message.SequenceNumber)));
            await Task.WhenAll(messages.Select(message => receiver.CompleteAsync(message)));
        }

        await sending;
        Assert.Equal((0, 0), await broker.CountAsync());
    }

    private static async Task SendAsync(ServiceBusSender sender)
    {
        for (var sent = 0; sent < Count; sent += 100)
            await sender.SendAsync(Some.Messages(Math.Min(100, Count - sent)));
    }
}
