using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amqp.Framing;

namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>Takes connections on the loopback address.</summary>
internal sealed class AmqpListener : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<AmqpConnection, Task> _connections = new();
    private readonly Func<Socket, AmqpConnection> _open;
    private readonly ILogger _logger;
    private Task _accepting = Task.CompletedTask;

    /// <exception cref="SocketException">The port is taken.</exception>
    public AmqpListener(int port, Func<Socket, AmqpConnection> open, ILogger logger)
    {
        (_open, _logger) = (open, logger);
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Listen(512);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public int ConnectionCount => _connections.Count;

    public void Start() => _accepting = AcceptAsync();

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        var goodbye = new Error(ErrorCondition.ConnectionForced) { Description = "The broker stops." };
        await Task.WhenAll(_connections.Keys.Select(connection => connection.CloseAsync(goodbye))).ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _socket.AcceptAsync().ConfigureAwait(false);
                client.NoDelay = true;
                Serve(_open(client));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
            {
                return;
            }
            catch (SocketException e)
            {
                // One client that vanished while it was accepted must not end the listening for all.
                _logger.AcceptFailed(e);
            }
        }
    }

    private void Serve(AmqpConnection connection)
    {
        var started = new TaskCompletionSource();
        _connections[connection] = ServeAsync();
        started.SetResult();

        async Task ServeAsync()
        {
            await started.Task.ConfigureAwait(false);
            await connection.RunAsync().ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}
