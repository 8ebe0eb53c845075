using System.Net;
using System.Net.Sockets;

namespace MedRecCloud.Local.Stack;

/// <summary>Finds ports for parts that must keep theirs across restarts.</summary>
internal static class FreePort
{
    /// <returns>The port asked for, or a free one for 0.</returns>
    public static int Choose(int wanted)
    {
        if (wanted != 0) return wanted;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
