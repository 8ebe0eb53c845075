using System.Globalization;
using MedRecCloud.Local.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Messaging.Tests.Hosting;

/// <summary>Lets a test run the broker in a process of its own, to be killed: <c>dotnet MedRecCloud.Messaging.Tests.dll DATA PORT</c>. Ends when its input ends.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var data, var port])
            return 2;
        var queue = new QueueOptions { Name = TestBroker.Queue, LockDuration = TimeSpan.FromSeconds(2), MaxDeliveryCount = 100 };
        var options = new BrokerOptions
        {
            Port = int.Parse(port, CultureInfo.InvariantCulture), DataFolder = data, Entities = new BrokerEntities { Queues = [queue] },
        };
        await using var broker = await ServiceBusBroker.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Console.WriteLine(broker.ConnectionString);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
