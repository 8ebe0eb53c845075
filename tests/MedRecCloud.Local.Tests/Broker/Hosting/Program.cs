using System.Globalization;
using MedRecCloud.Local.Broker;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Local.Tests.Broker.Hosting;

/// <summary>Lets a test run the broker in a process of its own, to be killed: <c>dotnet MedRecCloud.Local.Tests.dll ENTITIES DATA PORT</c>.
/// Prints the connection string, and ends when its input ends, so that it never outlives the test.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var entities, var data, var port]) return 2;
        var options = new BrokerOptions
        {
            Port = int.Parse(port, CultureInfo.InvariantCulture), DataFolder = data == "-" ? null : data, Entities = BrokerEntities.Load(entities),
        };
        await using var broker = await ServiceBusBroker.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Console.WriteLine(broker.ConnectionString);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Waits for the end of the input.
        }

        return 0;
    }
}
