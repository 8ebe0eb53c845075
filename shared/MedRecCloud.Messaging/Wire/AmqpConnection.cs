using System.Collections.Concurrent;
using System.Globalization;
using Amqp;
using Amqp.Handler;
using Amqp.Sasl;
using Microsoft.Extensions.Logging;
using EventId = Amqp.Handler.EventId;

namespace MedRecCloud.Messaging;

/// <summary>One living AMQP connection with its <c>$cbs</c> and <c>$management</c> links. When it breaks it is thrown away with everything on it.</summary>
internal sealed class AmqpConnection : IHandler, IAsyncDisposable
{
    // Half of it is what the broker is asked to beat; a peer that is silent for all of it is given up.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Link, Action<IDelivery>> _dispositions = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<string, Living<ManagementLink>> _managements = new(StringComparer.Ordinal);
    private readonly string _containerId;
    private readonly TimeProvider _timeProvider;
    private Authorizer? _authorizer;
    private long _lastLink;

    private AmqpConnection(string containerId, TimeProvider timeProvider) => (_containerId, _timeProvider) = (containerId, timeProvider);

    public Connection Connection { get; private set; } = null!;

    public bool IsOpen => !Connection.IsClosed;

    public static async Task<AmqpConnection> OpenAsync(
        NamespaceEndpoint endpoint, ICbsTokenSource tokens, string containerId, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken)
    {
        var result = new AmqpConnection(containerId, timeProvider);
        var factory = new ConnectionFactory();
        factory.SASL.Profile = SaslProfile.Anonymous;
        factory.AMQP.HostName = endpoint.Host;
        factory.AMQP.ContainerId = containerId;
        factory.AMQP.IdleTimeout = (int)IdleTimeout.TotalMilliseconds;
        factory.AMQP.MaxSessionsPerConnection = 5000;
        var address = new Address(endpoint.Host, endpoint.Port, scheme: endpoint.UseTls ? "AMQPS" : "AMQP");
        result.Connection = await factory.CreateAsync(address, cancellationToken, result).ConfigureAwait(false);
        result.Connection.AddClosedCallback((_, _) => result._authorizer?.Dispose());
        try
        {
            // Service Bus closes links that are idle for long; the next token opens this one again.
            var cbs = new Living<RequestLink>(token => RequestLink.OpenAsync(result, "$cbs", token), link => link.IsOpen, OpenTimeout, timeProvider);
            result._authorizer = new Authorizer(cbs, tokens, endpoint.AudienceOf, timeProvider, logger);
            await cbs.GetAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch
        {
            await result.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task AuthorizeAsync(string address, CancellationToken cancellationToken) => _authorizer!.AuthorizeAsync(address, cancellationToken);

    /// <summary>The entity's management link, opened once for all who ask.</summary>
    public Task<ManagementLink> ManagementAsync(string entityPath, CancellationToken cancellationToken) =>
        _managements.GetOrAdd(entityPath, path => new Living<ManagementLink>(
            token => ManagementLink.OpenAsync(this, path, token), management => management.IsOpen, OpenTimeout, _timeProvider)).GetAsync(cancellationToken);

    public string NextLinkName(string purpose) =>
        string.Create(CultureInfo.InvariantCulture, $"{_containerId}-{purpose}-{Interlocked.Increment(ref _lastLink)}");

    /// <summary>Hands the broker's answers to a receiving link's dispositions to that link until it closes.</summary>
    public void OnDisposition(Link link, Action<IDelivery> callback)
    {
        _dispositions[link] = callback;
        link.AddClosedCallback((closed, _) => _dispositions.TryRemove((Link)closed, out var _));
    }

    bool IHandler.CanHandle(EventId id) => id == EventId.DeliveryStateChanged;

    void IHandler.Handle(Event protocolEvent)
    {
        if (_dispositions.TryGetValue(protocolEvent.Link, out var callback))
            callback((IDelivery)protocolEvent.Context);
    }

    public async ValueTask DisposeAsync()
    {
        _authorizer?.Dispose();
        try
        {
            await Connection.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException or IOException)
        {
            // It is being thrown away; the broker sees the socket close.
        }
    }
}
