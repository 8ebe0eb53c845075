using System.Threading.Channels;
using Amqp.Types;

namespace MedRecCloud.Messaging;

/// <summary>Receives from one queue, subscription or dead-letter queue, and settles. Safe for concurrent use; reconnects by itself.</summary>
public partial class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusReceiverOptions _options;
    private readonly EntityManagement _management;
    private readonly Settler _settler;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _attaching = new(1, 1);

    // Written by the links' pump threads, read by the one ReceiveAsync whose turn it is. Bounded by the credit issued.
    private readonly Channel<ReceivedMessage> _arrived = Channel.CreateUnbounded<ReceivedMessage>();
    private ReceivingLink? _link;
    private long _lastPeeked;
    private volatile bool _disposed;

    internal ServiceBusReceiver(ConnectionSource source, string entityPath, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(entityPath);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch);
        (Source, EntityPath, _options) = (source, entityPath, options);
        _management = new EntityManagement(source, entityPath);
        _settler = new Settler(source, _management, entityPath);
    }

    /// <summary>The queue, subscription or dead-letter queue.</summary>
    public string EntityPath { get; }

    private protected ConnectionSource Source { get; }

    private protected EntityManagement Management => _management;

    private protected virtual string? HeldSession => null;

    private protected string? LinkName => _link?.Name;

    /// <summary>
    /// Waits for messages: returns as soon as there is at least one, with up to <paramref name="maxMessages"/>, or none after <paramref name="maxWait"/>.
    /// Concurrent calls take turns.
    /// </summary>
    /// <exception cref="ServiceBusException">Refused, or the retries are used up.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int maxMessages, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWait, TimeSpan.Zero);
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var patience = new CancellationTokenSource(maxWait, Source.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            var messages = new List<ReceivedMessage>();
            while (true)
            {
                Take(messages, maxMessages);
                if (messages.Count > 0)
                    break;
                var link = await LinkAsync(cancellationToken).ConfigureAwait(false);
                link.Resize(_options.Prefetch > 0 ? _options.Prefetch : maxMessages);
                var closed = await FirstArrivalAsync(link, either.Token).ConfigureAwait(false);
                if (_options.Prefetch == 0)
                    await link.DrainAsync().ConfigureAwait(false);
                Take(messages, maxMessages);
                if (messages.Count > 0 || !closed)
                    break;
            }

            // What has come is locked for the caller, even if the call was cancelled meanwhile.
            if (messages.Count == 0)
                cancellationToken.ThrowIfCancellationRequested();
            MessagingTelemetry.Received(EntityPath, Source.Endpoint.Host, messages.Count);
            return messages;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Receives messages that were deferred, locked anew.</summary>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>: none of them is there.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveDeferredAsync(IReadOnlyList<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequenceNumbers);
        var body = new Map
        {
            ["sequence-numbers"] = sequenceNumbers.ToArray(),
            ["receiver-settle-mode"] = _options.Mode == ReceiveMode.PeekLock ? 1u : 0u,
        };
        var answer = await _management.RequestAsync("receive-by-sequence-number", WithSession(body), LinkName, cancellationToken).ConfigureAwait(false);
        return EntityManagement.MessagesOf(answer);
    }

    /// <summary>Looks at messages without locking them, locked, deferred and scheduled ones too.</summary>
    /// <param name="maxMessages">At most so many; the broker may return fewer.</param>
    /// <param name="fromSequenceNumber">Where to begin; null: after the last one this receiver peeked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ReceivedMessage>> PeekAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var body = new Map
        {
            ["from-sequence-number"] = fromSequenceNumber ?? Interlocked.Read(ref _lastPeeked) + 1,
            ["message-count"] = maxMessages,
        };
        var answer = await _management.RequestAsync("peek-message", WithSession(body), LinkName, cancellationToken).ConfigureAwait(false);
        var messages = EntityManagement.MessagesOf(answer);
        if (messages.Count > 0)
            Interlocked.Exchange(ref _lastPeeked, messages[^1].SequenceNumber);
        return messages;
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_link is { } link)
        {
            await link.DrainAsync().ConfigureAwait(false);
            while (_arrived.Reader.TryRead(out var message))
                link.Release(message.Receipt!);
            await link.CloseAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    private protected virtual Task<ReceivingLink> AttachAsync(CancellationToken cancellationToken) =>
        Source.Retry.RunAsync(
            EntityPath,
            async token => await ReceivingLink.AttachAsync(
                await Source.GetAsync(token).ConfigureAwait(false), EntityPath, _options.Mode, null, null, OnMessage, token).ConfigureAwait(false),
            cancellationToken);

    private protected void OnMessage(ReceivingLink link, ReceivedMessage message) => _arrived.Writer.TryWrite(message);

    private protected Map WithSession(Map body)
    {
        if (HeldSession is { } session)
            body["session-id"] = session;
        return body;
    }

    private async Task<ReceivingLink> LinkAsync(CancellationToken cancellationToken)
    {
        await _attaching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_link is not { IsOpen: true })
                _link = await AttachAsync(cancellationToken).ConfigureAwait(false);
            return _link;
        }
        finally
        {
            _attaching.Release();
        }
    }

    private void Take(List<ReceivedMessage> messages, int maxMessages)
    {
        var freed = 0;
        while (messages.Count < maxMessages && _arrived.Reader.TryRead(out var message))
        {
            messages.Add(message);
            if (message.Receipt!.Link == _link)
                freed++;
        }

        if (freed > 0)
            _link?.Free(freed);
    }

    // True if the link went before anything came.
    private async Task<bool> FirstArrivalAsync(ReceivingLink link, CancellationToken patience)
    {
        var arrival = _arrived.Reader.WaitToReadAsync(patience).AsTask();
        await Task.WhenAny(arrival, link.Closed).ConfigureAwait(false);
        return !arrival.IsCompleted && !link.IsOpen;
    }
}
