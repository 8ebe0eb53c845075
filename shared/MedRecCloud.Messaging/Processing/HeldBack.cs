using System.Collections.Concurrent;

namespace MedRecCloud.Messaging;

/// <summary>
/// Abandoned messages that wait, locked and renewed, before they return to the queue, so that a server that is down does not use up their deliveries at once.
/// Up to a limit they do not count against the credit; beyond it they do, and receiving slows down.
/// </summary>
internal sealed class HeldBack(Backoff backoff, int most, bool isOn, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<HeldLock, Task> _waiting = new(ReferenceEqualityComparer.Instance);
    private int _count;

    public TimeSpan DelayOf(ReceivedMessage message) => isOn ? backoff.Delay(message.DeliveryCount - 1) : TimeSpan.Zero;

    /// <summary>Waits for the delay, the stop or the loss of the lock, whatever is first, then abandons.</summary>
    public void Hold(HeldLock held, TimeSpan delay, Func<Task> abandon, CancellationToken stoppingToken)
    {
        var free = Interlocked.Increment(ref _count) <= most;
        if (free)
            held.Message.Receipt?.Link.Free(1);
        var waiting = new Task<Task>(() => HoldAsync(held, delay, abandon, free, stoppingToken));
        _waiting[held] = waiting.Unwrap();
        waiting.Start(TaskScheduler.Default);
    }

    /// <summary>Returns when all are abandoned.</summary>
    public Task WhenEmptyAsync() => Task.WhenAll(_waiting.Values);

    private async Task HoldAsync(HeldLock held, TimeSpan delay, Func<Task> abandon, bool free, CancellationToken stoppingToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, held.Token);
            await Task.Delay(delay, timeProvider, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await abandon().ConfigureAwait(false);
        }
        finally
        {
            if (!free)
                held.Message.Receipt?.Link.Free(1);
            Interlocked.Decrement(ref _count);
            _waiting.TryRemove(held, out _);
        }
    }
}
