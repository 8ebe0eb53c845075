using System.Diagnostics;
using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Broker.Throughput;
using MedRecCloud.Local.Tests.Broker.Hosting;
using Xunit.Abstractions;

namespace MedRecCloud.Local.Tests.Broker.Protocol;

public class SoakTests(ITestOutputHelper output)
{
    /// <summary>One receiver at a prefetch of 500 while a sender is at work; 200,000 messages with MEDREC_SOAK=1, else 10,000.</summary>
    [Fact]
    public async Task One_receiver_gets_every_message_once_while_a_sender_is_at_work()
    {
        var count = Environment.GetEnvironmentVariable("MEDREC_SOAK") == "1" ? 200_000 : 10_000;
        using var folder = new TestFolder();
        using var broker = await ChildBroker.StartAsync(folder.Path);
        var connection = await new ConnectionFactory().CreateAsync(broker.Address);
        var receiver = new ReceiverLink(new Session(connection), "r", "load");
        var seen = new bool[count];
        var (received, twice) = (0, 0);
        var all = new TaskCompletionSource();
        var started = Stopwatch.GetTimestamp();
        receiver.Start(500, (link, message) =>
        {
            var number = int.Parse(message.Properties.MessageId.AsSpan(2));
            if (seen[number]) twice++;
            seen[number] = true;
            link.Accept(message);
            if (++received == count) all.TrySetResult();
        });
        var sent = await new ThroughputRun(broker.Address, "load").SendAsync(count, 1024, 200);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(10));
        output.WriteLine($"{count} messages of 1 KB: sent at {sent.PerSecond:F0}/s, all received after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.Equal((0, 0), (sent.Refused, twice));
        await connection.CloseAsync();
    }
}
