using System.CommandLine;
using MedRecCloud.Local.Broker;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec broker</c>: the Service Bus broker alone, also as a part of the stack.</summary>
internal static class HostBrokerCommand
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Where messages are kept. Without it they are lost at the end." };
        var port = new Option<int>("--port") { Description = "TCP port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 5672 };
        var entities = new Option<FileInfo?>("--entities") { Description = "A JSON file with queues and topics. Default: the product's own queues." };
        var command = new Command("broker", """
            Run the Service Bus broker alone.

            Example: medrec broker --data .medrec/broker --entities my-queues.json
            """) { data, port, entities };
        command.Hidden = true;
        command.Do(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(entities)?.FullName ?? Path.Combine(AppContext.BaseDirectory, "entities.json");
            var options = new BrokerOptions { DataFolder = parsed.GetValue(data), Port = parsed.GetValue(port), Entities = BrokerEntities.Load(file) };
            using var logging = HostedLogging.Create();
            await using var broker = await ServiceBusBroker.StartAsync(options, TimeProvider.System, logging, cancellationToken).ConfigureAwait(false);
            new PartLine(Ready: broker.ConnectionString).Print();
            await CountAsync(broker, [.. options.Entities.Queues.Select(queue => queue.Name)], cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    /// <summary>Tells the supervisor what the queues hold until the end: at every change, and now and then to show that nothing changed.</summary>
    private static async Task CountAsync(ServiceBusBroker broker, string[] queues, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CountEvery);
        try
        {
            do
            {
                var counts = new Dictionary<string, QueueCount>();
                foreach (var queue in queues)
                {
                    var found = await broker.GetCountsAsync(queue).ConfigureAwait(false);
                    counts[queue] = new QueueCount(found.Active, found.Scheduled, found.Deferred, found.DeadLetter);
                }
                new PartLine(Counts: counts).Print();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The broker is being stopped.
        }
    }
}
