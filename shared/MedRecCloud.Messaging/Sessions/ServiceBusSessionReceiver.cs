using Amqp.Framing;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>Holds one session and receives its messages in order. Closing it frees the session. When the connection breaks the session is lost.</summary>
public sealed class ServiceBusSessionReceiver : ServiceBusReceiver
{
    private static readonly Symbol SessionFilter = "com.microsoft:session-filter";
    private static readonly Symbol LockedUntilUtc = "com.microsoft:locked-until-utc";
    private static readonly Symbol AttachTimeout = "com.microsoft:timeout";

    private readonly ServiceBusReceiverOptions _options;
    private readonly string? _wanted;
    private ReceivingLink? _held;
    private long _lockedUntilTicks;

    private ServiceBusSessionReceiver(ConnectionSource source, string entityPath, string? wanted, ServiceBusReceiverOptions options)
        : base(source, entityPath, options) => (_wanted, _options, SessionId) = (wanted, options, wanted ?? string.Empty);

    /// <summary>The session held.</summary>
    public string SessionId { get; private set; }

    /// <summary>Until when the session is held, unless it is renewed.</summary>
    public DateTimeOffset SessionLockedUntil => new(Interlocked.Read(ref _lockedUntilTicks), TimeSpan.Zero);

    private protected override string HeldSession => SessionId;

    /// <summary>The bytes last set for the session; null if none.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetStateAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Management.RequestAsync("get-session-state", WithSession([]), LinkName, cancellationToken).ConfigureAwait(false);
        return answer["session-state"] is byte[] state ? new ReadOnlyMemory<byte>(state) : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Stores bytes with the session; null removes them.</summary>
    public Task SetStateAsync(ReadOnlyMemory<byte>? state, CancellationToken cancellationToken = default) =>
        Management.RequestAsync("set-session-state", WithSession(new Map { ["session-state"] = state?.ToArray() }), LinkName, cancellationToken);

    /// <summary>Extends the session's lock by the queue's lock duration from now.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionLockLost"/>: it is too late.</exception>
    public async Task<DateTimeOffset> RenewSessionLockAsync(CancellationToken cancellationToken = default)
    {
        if (_held is { IsOpen: false })
            throw ServiceBusFailure.Create(ServiceBusFailureReason.SessionLockLost, EntityPath);
        var answer = await Management.RequestAsync("renew-session-lock", WithSession([]), LinkName, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _lockedUntilTicks, PropertyValue.Time(answer["expiration"]).UtcTicks);
        return SessionLockedUntil;
    }

    internal static async Task<ServiceBusSessionReceiver> AcceptAsync(
        ConnectionSource source, string entityPath, string? sessionId, ServiceBusReceiverOptions options, CancellationToken cancellationToken)
    {
        var receiver = new ServiceBusSessionReceiver(source, entityPath, sessionId, options);
        await receiver.HoldAsync(cancellationToken).ConfigureAwait(false);
        return receiver;
    }

    private protected override Task<ReceivingLink> AttachAsync(CancellationToken cancellationToken) => _held is { IsOpen: true }
        ? Task.FromResult(_held)
        : throw ServiceBusFailure.Create(ServiceBusFailureReason.SessionLockLost, EntityPath);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        if (_held is { IsOpen: true })
            await _held.CloseAsync().ConfigureAwait(false);
    }

    // "None is free" and "somebody holds it" are answers, not failures to mend by asking again at once.
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        var link = await Source.Retry.RunAsync(
            EntityPath,
            HoldOnceAsync,
            static failure => failure.Reason is ServiceBusFailureReason.CommunicationProblem or ServiceBusFailureReason.ServiceBusy,
            cancellationToken).ConfigureAwait(false);
        if ((link.Answer.Source as Source)?.FilterSet?[SessionFilter] is string sessionId)
            SessionId = sessionId;
        if (link.Answer.Properties?[LockedUntilUtc] is long ticks)
            Interlocked.Exchange(ref _lockedUntilTicks, ticks);
        _held = link;
    }

    private async Task<ReceivingLink> HoldOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await Source.GetAsync(cancellationToken).ConfigureAwait(false);
        // The broker's wait is a little shorter than ours, so that its answer is what the caller sees.
        var properties = new Fields { [AttachTimeout] = (uint)(Source.Retry.AttemptTimeout.TotalMilliseconds * 0.9) };
        return await ReceivingLink.AttachAsync(
            connection, EntityPath, _options.Mode, new Map { [SessionFilter] = _wanted }, properties, OnMessage, cancellationToken).ConfigureAwait(false);
    }
}
