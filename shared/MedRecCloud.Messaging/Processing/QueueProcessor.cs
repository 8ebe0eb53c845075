using System.ComponentModel.DataAnnotations;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>
/// Works through one queue: receives, calls the handler, renews the lock meanwhile, and settles by the handler's answer or, after an
/// exception, by the policy. An abandoned message is first held, locked, for a back-off.
/// </summary>
public sealed class QueueProcessor : IAsyncDisposable
{
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(5);

    private readonly ConnectionSource _source;
    private readonly QueueProcessorOptions _options;
    private readonly Backoff _reattach;
    private readonly LockRenewer _renewer;
    private readonly HeldBack _heldBack;
    private readonly MessageHandling _handling;

    // Written by the links' pump threads, read by the workers. Bounded by the credit issued.
    private readonly Channel<HeldLock> _arrived = Channel.CreateUnbounded<HeldLock>();
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task? _running;
    private int _released;

    internal QueueProcessor(
        ConnectionSource source,
        string entityPath,
        Func<ReceivedMessage, CancellationToken, Task<Settlement>> handler,
        ISettlementPolicy policy,
        QueueProcessorOptions options,
        Backoff reattach,
        Random jitter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(entityPath);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(policy);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (options.AbandonDelay > options.MaxAbandonDelay)
            throw new ArgumentException($"AbandonDelay ({options.AbandonDelay}) is longer than MaxAbandonDelay ({options.MaxAbandonDelay}).", nameof(options));
        (_source, EntityPath, _options, _reattach) = (source, entityPath, options, reattach);
        var management = new EntityManagement(source, entityPath);
        _renewer = new LockRenewer(
            entityPath, (tokens, token) => management.RenewLocksAsync(tokens, null, token), options.MaxAutoLockRenewal, source.TimeProvider, source.Logger);
        _heldBack = new HeldBack(
            new Backoff(options.AbandonDelay, options.MaxAbandonDelay, jitter), options.MaxHeldBack, options.AbandonDelay > TimeSpan.Zero, source.TimeProvider);
        _handling = new MessageHandling(source, entityPath, handler, policy, new Settler(source, management, entityPath), _renewer, _heldBack);
    }

    /// <summary>The queue.</summary>
    public string EntityPath { get; }

    /// <summary>Works until the token is cancelled, then drains: stops receiving, lets handlers finish, settles, and returns. Runs once.</summary>
    /// <exception cref="ServiceBusException">The first attach failed in a way that waiting does not mend, as a missing queue or a refused identity.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        if (_running is not null)
            throw new InvalidOperationException("A processor runs once; create another.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _disposing.Token);
        await (_running = WorkAsync(stop.Token)).ConfigureAwait(false);
    }

    /// <summary>Stops as the token of <see cref="RunAsync"/> would.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_running is { } running)
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _abort.Dispose();
        _disposing.Dispose();
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        _source.Logger.ProcessorStarted(EntityPath, _options.MaxConcurrentCalls);
        using var renewing = new CancellationTokenSource();
        var renewer = _renewer.RunAsync(renewing.Token);
        var workers = Enumerable.Range(0, _options.MaxConcurrentCalls).Select(_ => Task.Run(() => HandleArrivalsAsync(stoppingToken), CancellationToken.None)).ToArray();
        try
        {
            await ReceiveAsync(workers, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            await renewing.CancelAsync().ConfigureAwait(false);
            await renewer.ConfigureAwait(false);
            _source.Logger.ProcessorStopped(EntityPath, _handling.Settled, _released);
        }
    }

    private async Task ReceiveAsync(Task[] workers, CancellationToken stoppingToken)
    {
        ReceivingLink? link = null;
        var failures = 0;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                ServiceBusException failure;
                var attached = _source.TimeProvider.GetTimestamp();
                try
                {
                    link = await AttachAsync(stoppingToken).ConfigureAwait(false);
                    link.Resize(_options.MaxConcurrentCalls + _options.Prefetch);
                    failure = await link.Closed.WaitAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (ServiceBusFailure.Translate(e, EntityPath) is { } translated)
                {
                    failure = translated;
                }

                // Before the first success a lasting failure is a mistake in the configuration; later it may be one that somebody mends while we wait.
                if (link is null && !failure.IsTransient)
                    throw failure;
                failures = _source.TimeProvider.GetElapsedTime(attached) > SteadyAfter ? 0 : failures + 1;
                var delay = _reattach.Delay(failures);
                _source.Logger.ReceivingInterrupted(EntityPath, failure.Reason, delay);
                await Task.Delay(delay, _source.TimeProvider, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop: what follows drains.
        }
        finally
        {
            await DrainAsync(link, workers).ConfigureAwait(false);
        }
    }

    private async Task<ReceivingLink> AttachAsync(CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(_source.Retry.AttemptTimeout, _source.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            var connection = await _source.GetAsync(either.Token).ConfigureAwait(false);
            return await ReceivingLink.AttachAsync(connection, EntityPath, ReceiveMode.PeekLock, null, null, OnMessage, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!stoppingToken.IsCancellationRequested)
        {
            throw ServiceBusFailure.Create(ServiceBusFailureReason.Timeout, EntityPath, e);
        }
    }

    private void OnMessage(ReceivingLink link, ReceivedMessage message)
    {
        MessagingTelemetry.Received(EntityPath, _source.Endpoint.Host, 1);
        _arrived.Writer.TryWrite(_renewer.Hold(message, _abort.Token));
    }

    private async Task HandleArrivalsAsync(CancellationToken stoppingToken)
    {
        await foreach (var held in _arrived.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (stoppingToken.IsCancellationRequested || held.IsLost)
                GiveBack(held);
            else
                await _handling.HandleAsync(held, stoppingToken).ConfigureAwait(false);
        }
    }

    // A message no handler has seen goes back as if it had never come.
    private void GiveBack(HeldLock held)
    {
        _renewer.LetGo(held);
        if (held.Message.Receipt is { } receipt)
        {
            receipt.Link.Release(receipt);
            receipt.Link.Free(1);
        }

        held.Dispose();
        Interlocked.Increment(ref _released);
    }

    private async Task DrainAsync(ReceivingLink? link, Task[] workers)
    {
        if (link is not null)
            await link.DrainAsync().ConfigureAwait(false);
        _arrived.Writer.TryComplete();
        var finished = Task.WhenAll(workers);
        try
        {
            await finished.WaitAsync(_options.DrainTimeout, _source.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Handlers that take longer are told to stop; one that does not listen is left behind, and its lock runs out.
            await _abort.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(finished, Task.Delay(AbortGrace, _source.TimeProvider)).ConfigureAwait(false);
        }

        await _heldBack.WhenEmptyAsync().ConfigureAwait(false);
        if (link is not null)
            await link.CloseAsync().ConfigureAwait(false);
    }
}
