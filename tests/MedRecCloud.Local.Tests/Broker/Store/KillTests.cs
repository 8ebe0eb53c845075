using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using MedRecCloud.Local.Tests.Broker.Hosting;

namespace MedRecCloud.Local.Tests.Broker.Store;

public class KillTests
{
    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_broker_is_killed_under_load()
    {
        using var folder = new TestFolder();
        ConcurrentDictionary<string, bool> acknowledged = new();
        ConcurrentDictionary<string, bool> completed = new();
        for (var round = 0; round < 3; round++)
        {
            using var broker = await ChildBroker.StartAsync(folder.Path);
            var connection = await new ConnectionFactory().CreateAsync(broker.Address);
            var session = new Session(connection);
            var enough = new TaskCompletionSource();
            var sending = SendUntilBrokenAsync(session, round, acknowledged, enough);
            var receiver = new ReceiverLink(session, "r", "load");
            receiver.Start(50, (link, message) =>
            {
                completed[message.Properties.MessageId] = true;
                link.Accept(message);
            });
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
            broker.Kill();
            await sending;
        }

        using var last = await ChildBroker.StartAsync(folder.Path);
        var reading = await new ConnectionFactory().CreateAsync(last.Address);
        var rest = new ReceiverLink(new Session(reading), "r", "load");
        HashSet<string> found = [.. completed.Keys];
        while (await rest.ReceiveAsync(TimeSpan.FromSeconds(5)) is { } message)
        {
            found.Add(message.Properties.MessageId);
            rest.Accept(message);
        }

        await reading.CloseAsync();
        Assert.True(acknowledged.Count > 1000, $"{acknowledged.Count} were acknowledged.");
        var lost = acknowledged.Keys.Except(found).Count();
        Assert.Equal(0, lost);
    }

    private static async Task SendUntilBrokenAsync(Session session, int round, ConcurrentDictionary<string, bool> acknowledged, TaskCompletionSource enough)
    {
        var sender = new SenderLink(session, "s", "load");
        using var room = new SemaphoreSlim(100);
        var confirmed = 0;
        for (var i = 0; !session.IsClosed && !sender.IsClosed; i++)
        {
            await room.WaitAsync();
            var id = $"{round}-{i}";
            try
            {
                sender.Send(new Message { Properties = new Properties { MessageId = id }, BodySection = new Data { Binary = new byte[500] } }, (_, _, outcome, _) =>
                {
                    if (outcome is Accepted)
                    {
                        acknowledged[id] = true;
                        if (Interlocked.Increment(ref confirmed) == 800) enough.TrySetResult();
                    }

                    room.Release();
                }, null);
            }
            catch (AmqpException)
            {
                return;
            }
        }
    }
}
