using System.CommandLine;
using MedRecCloud.Local.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Benchmarks;

/// <summary>Hidden command: the embedded broker in a process of its own, until its input ends, so that its costs can be told from the client's.</summary>
internal static class BrokerHost
{
    public const string Verb = "host-broker";
    public const string Queue = "bench";

    public static Command Create()
    {
        var data = new Argument<string>("data") { Description = "Where messages are kept." };
        var command = new Command(Verb, "Runs the embedded broker until the input ends.") { data };
        command.Hidden = true;
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var broker = await StartAsync(result.GetRequiredValue(data), cancellationToken);
            Console.WriteLine(broker.ConnectionString);
            await Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }

    public static Task<ServiceBusBroker> StartAsync(string? dataFolder, CancellationToken cancellationToken) => ServiceBusBroker.StartAsync(
        new BrokerOptions
        {
            DataFolder = dataFolder,
            Entities = new BrokerEntities { Queues = [new QueueOptions { Name = Queue }] },
        },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        cancellationToken);
}
