using System.Net;
using System.Net.Sockets;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Local.Tests.Stack;

public class FreePortTests
{
    [Fact]
    public void Ports_lie_below_those_that_systems_give_away_and_differ()
    {
        var ports = Enumerable.Range(0, 100).Select(_ => FreePort.Choose(0)).ToArray();
        Assert.All(ports, port => Assert.InRange(port, 20_000, 31_999));
        Assert.Equal(100, ports.Distinct().Count());
    }

    [Fact]
    public void A_port_that_is_taken_is_passed_over()
    {
        var next = FreePort.Choose(0);
        var listeners = new List<TcpListener>();
        for (var port = next + 1; port <= next + 20 && port < 32_000; port++)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            try { listener.Start(); }
            catch (SocketException) { continue; }
            listeners.Add(listener);
        }

        var chosen = FreePort.Choose(0);

        Assert.DoesNotContain(chosen, listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port));
        foreach (var listener in listeners) listener.Dispose();
    }

    [Fact]
    public void A_port_that_was_asked_for_is_kept() => Assert.Equal(5672, FreePort.Choose(5672));
}
