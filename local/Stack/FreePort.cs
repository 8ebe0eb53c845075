using System.Net;
using System.Net.Sockets;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Stack;

/// <summary>
/// Finds ports for parts that must keep theirs across restarts. They lie below the ranges from which systems take the ports of outgoing connections
/// and of listeners that ask for any (RFC 6335, section 6): one of those could take a port between its choice and its use, which is seconds later.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 20_000, Count = 12_000;

    // Stacks that are started together begin apart.
    private static int _last = Environment.ProcessId * 16 % Count;

    /// <returns>The port asked for, or a free one for 0, another one at each call.</returns>
    /// <exception cref="CommandException">No port of the range is free.</exception>
    public static int Choose(int wanted)
    {
        if (wanted != 0) return wanted;
        for (var tries = 0; tries < Count; tries++)
        {
            var port = Lowest + Interlocked.Increment(ref _last) % Count;
            if (IsFree(port)) return port;
        }

        throw new CommandException($"No TCP port from {Lowest} to {Lowest + Count - 1} is free on 127.0.0.1: name ports with the --…-port options.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
