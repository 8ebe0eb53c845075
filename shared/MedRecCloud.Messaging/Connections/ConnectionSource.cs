using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>Hands out the one living connection and makes a new one, once for all who ask, after it broke.</summary>
internal sealed class ConnectionSource(
    NamespaceEndpoint endpoint, ICbsTokenSource tokens, Retry retry, string containerId, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile AmqpConnection? _current;
    private volatile bool _disposed;
    private int _connections;

    public NamespaceEndpoint Endpoint => endpoint;

    public Retry Retry => retry;

    public TimeProvider TimeProvider => timeProvider;

    public ILogger Logger => logger;

    public string ContainerId => containerId;

    public bool IsConnected => _current is { IsOpen: true };

    /// <summary>One attempt; callers retry.</summary>
    public async Task<AmqpConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { IsOpen: true } living)
            return living;
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ServiceBusConnection));
            if (_current is { IsOpen: true } made)
                return made;
            if (_current is { } broken)
                await broken.DisposeAsync().ConfigureAwait(false);
            _current = null;
            var name = $"{containerId}-{++_connections}";
            var connection = await AmqpConnection.OpenAsync(endpoint, tokens, name, timeProvider, logger, cancellationToken).ConfigureAwait(false);
            connection.Connection.AddClosedCallback((_, error) => OnClosed((string?)error?.Condition));
            logger.Connected(endpoint.Host, endpoint.Port, _connections);
            return _current = connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_current is { } connection)
                await connection.DisposeAsync().ConfigureAwait(false);
            _current = null;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private void OnClosed(string? condition)
    {
        if (!_disposed)
            logger.ConnectionLost(endpoint.Host, endpoint.Port, condition ?? "closed");
    }
}
