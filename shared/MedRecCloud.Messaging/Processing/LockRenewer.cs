using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Messaging;

/// <summary>Renews the locks of all messages a processor holds, many in one request, until each is settled or has been renewed long enough.</summary>
internal sealed class LockRenewer(
    string entityPath,
    Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyList<DateTimeOffset>>> renew,
    TimeSpan longestRenewal,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const int MostPerRequest = 100;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<HeldLock> _held = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _nextWake = DateTimeOffset.MaxValue;

    /// <summary>From now on the lock is renewed.</summary>
    public HeldLock Hold(ReceivedMessage message, CancellationToken abort)
    {
        var now = timeProvider.GetUtcNow();
        var held = new HeldLock(message, now, abort) { Due = now + RenewalTime.OfLock(message.LockedUntil - now) };
        lock (_lock)
        {
            _held.Add(held);
            if (held.Due < _nextWake)
                _wake.Writer.TryWrite(true);
        }

        return held;
    }

    /// <summary>From now on the lock is not renewed, as its message is about to be settled.</summary>
    public void LetGo(HeldLock held)
    {
        lock (_lock)
        {
            _held.Remove(held);
        }
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stoppingToken).ConfigureAwait(false);
                foreach (var due in TakeDue().Chunk(MostPerRequest))
                    await RenewAsync(due, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The processor has settled all it held.
            }
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            _nextWake = _held.Count == 0 ? DateTimeOffset.MaxValue : _held.Min(held => held.Due);
            wait = _held.Count == 0 ? Timeout.InfiniteTimeSpan : _nextWake - timeProvider.GetUtcNow();
        }

        if (wait <= TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
            return;
        using var due = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var woken = _wake.Reader.ReadAsync(due.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(wait, timeProvider, due.Token)).ConfigureAwait(false);
        await due.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(woken).ConfigureAwait(false);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private HeldLock[] TakeDue()
    {
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            _held.RemoveWhere(held => now - held.Since > longestRenewal);
            return [.. _held.Where(held => held.Due <= now)];
        }
    }

    private async Task RenewAsync(IReadOnlyList<HeldLock> held, CancellationToken stoppingToken)
    {
        try
        {
            var ends = await renew([.. held.Select(h => h.Message.LockToken)], stoppingToken).ConfigureAwait(false);
            for (var i = 0; i < held.Count; i++)
                Renewed(held[i], ends[i]);
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.LockLost && held.Count > 1)
        {
            // One lost lock fails the request for all; ask for each that is still held.
            foreach (var one in held.Where(IsHeld))
                await RenewAsync([one], stoppingToken).ConfigureAwait(false);
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.LockLost)
        {
            Lost(held[0]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Whatever it was, the locks still need renewing.
            logger.LocksNotRenewed(entityPath, held.Count, e.GetType().Name);
            var again = timeProvider.GetUtcNow() + RetryDelay;
            lock (_lock)
            {
                foreach (var one in held)
                    one.Due = again;
            }
        }
    }

    private void Renewed(HeldLock held, DateTimeOffset lockedUntil)
    {
        held.Message.Renewed(lockedUntil);
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            held.Due = now + RenewalTime.OfLock(lockedUntil - now);
        }
    }

    private void Lost(HeldLock held)
    {
        // A message that was settled while its renewal was under way has not lost anything.
        lock (_lock)
        {
            if (!_held.Remove(held))
                return;
        }

        logger.LockLost(entityPath, held.Message.SequenceNumber);
        held.Lose();
    }

    private bool IsHeld(HeldLock held)
    {
        lock (_lock)
        {
            return _held.Contains(held);
        }
    }
}
