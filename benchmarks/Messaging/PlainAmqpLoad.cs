using Amqp;
using Amqp.Framing;

namespace MedRecCloud.Benchmarks;

/// <summary>The AMQP library by itself on RabbitMQ: the same sizes and windows, settled without waiting for a confirmation, which RabbitMQ does not give.</summary>
internal sealed class PlainAmqpLoad(Address address) : IMessageLoad
{
    private const string Queue = "/queue/bench";
    private const int InFlight = 200;
    private const int Credit = 500;

    private Connection? _connection;

    public TimeSpan ProcessorTime => ProcessCosts.ProcessorTime(Environment.ProcessId);

    public async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken);
        var sender = new SenderLink(session, "sender", Queue);
        var body = new byte[1024];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken },
            async (_, _) => await sender.SendAsync(new Message { Header = new Header { Durable = true }, BodySection = new Data { Binary = body } }));
        await session.CloseAsync();
    }

    public async Task ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken);
        var receiver = new ReceiverLink(session, "receiver", Queue);
        var done = new TaskCompletionSource();
        var received = 0;
        receiver.Start(Credit, (link, message) =>
        {
            link.Accept(message);
            if (Interlocked.Increment(ref received) == count)
                done.TrySetResult();
        });
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        await session.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.CloseAsync();
    }

    private async Task<Session> SessionAsync(CancellationToken cancellationToken)
    {
        _connection ??= await new ConnectionFactory().CreateAsync(address, cancellationToken);
        return new Session(_connection);
    }
}
