using System.Diagnostics;
using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Throughput;

/// <summary>Measures an AMQP 1.0 broker with plain sends and receives, so that this broker and others can be compared by the same client.</summary>
/// <param name="Broker">With user and password, as in <c>amqp://name:key@localhost:5672</c>.</param>
/// <param name="Queue">The address to send to and receive from.</param>
internal sealed record ThroughputRun(Address Broker, string Queue)
{
    /// <summary>Sends durable messages, one per transfer, with a window of unanswered ones.</summary>
    public async Task<ThroughputResult> SendAsync(int count, int bodySize, int window)
    {
        var connection = await ConnectAsync();
        var sender = new SenderLink(new Session(connection), "throughput-send", Queue);
        using var room = new SemaphoreSlim(window);
        var body = new byte[bodySize];
        var refused = 0;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            await room.WaitAsync();
            var message = new Message { BodySection = new Data { Binary = body }, Header = new Header { Durable = true }, Properties = new Properties { MessageId = $"m-{i}" } };
            sender.Send(message, (_, _, outcome, _) =>
            {
                if (outcome is not Accepted) Interlocked.Increment(ref refused);
                room.Release();
            }, null);
        }

        for (var i = 0; i < window; i++) await room.WaitAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        await connection.CloseAsync();
        return new ThroughputResult(count, refused, elapsed);
    }

    /// <summary>Receives messages and accepts each.</summary>
    /// <param name="credit">How many may be on their way.</param>
    public async Task<ThroughputResult> ReceiveAsync(int count, int credit)
    {
        var connection = await ConnectAsync();
        var receiver = new ReceiverLink(new Session(connection), "throughput-receive", Queue);
        var received = 0;
        var all = new TaskCompletionSource();
        var started = Stopwatch.GetTimestamp();
        receiver.Start(credit, (link, message) =>
        {
            link.Accept(message);
            message.Dispose();
            if (Interlocked.Increment(ref received) == count) all.TrySetResult();
        });
        await all.Task;
        var elapsed = Stopwatch.GetElapsedTime(started);
        await connection.CloseAsync();
        return new ThroughputResult(count, 0, elapsed);
    }

    private Task<Connection> ConnectAsync() => new ConnectionFactory().CreateAsync(Broker);
}
