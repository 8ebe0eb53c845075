using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>Hands out the one living connection and makes a new one after it broke.</summary>
internal sealed class ConnectionSource : IAsyncDisposable
{
    private readonly ICbsTokenSource _tokens;
    private readonly string _containerId;
    private readonly Living<AmqpConnection> _connection;
    private volatile bool _disposed;
    private int _connections;

    public ConnectionSource(
        NamespaceEndpoint endpoint, ICbsTokenSource tokens, Retry retry, string containerId, TimeProvider timeProvider, ILogger logger)
    {
        (Endpoint, _tokens, Retry, _containerId, TimeProvider, Logger) = (endpoint, tokens, retry, containerId, timeProvider, logger);
        _connection = new Living<AmqpConnection>(ConnectAsync, connection => connection.IsOpen, retry.AttemptTimeout, timeProvider);
    }

    public NamespaceEndpoint Endpoint { get; }

    public Retry Retry { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public bool IsConnected => _connection.Current is not null;

    /// <summary>One attempt; callers retry.</summary>
    public Task<AmqpConnection> GetAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ServiceBusConnection));
        return _connection.GetAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_connection.Last is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<AmqpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection.Last is { } broken)
            await broken.DisposeAsync().ConfigureAwait(false);
        var number = Interlocked.Increment(ref _connections);
        var connection = await AmqpConnection.OpenAsync(Endpoint, _tokens, $"{_containerId}-{number}", TimeProvider, Logger, cancellationToken).ConfigureAwait(false);
        connection.Connection.AddClosedCallback((_, error) => OnClosed((string?)error?.Condition));
        Logger.Connected(Endpoint.Host, Endpoint.Port, number);
        if (_disposed)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(typeof(ServiceBusConnection).FullName);
        }

        return connection;
    }

    private void OnClosed(string? condition)
    {
        if (!_disposed)
            Logger.ConnectionLost(Endpoint.Host, Endpoint.Port, condition ?? "closed");
    }
}
