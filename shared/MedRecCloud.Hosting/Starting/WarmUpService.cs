using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Hosting.Starting;

/// <summary>
/// Runs once, beside the work, what else the first message would have to wait for: code that was never run and files that were never read.
/// A failure stops nothing; then the first message does it.
/// </summary>
public abstract class WarmUpService(IHostApplicationLifetime lifetime, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>What a real message leads to, with a made-up one; nothing is stored or sent.</summary>
    protected abstract void WarmUp();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the host answers: on one core this would hold up /healthz.
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken))
            await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Yield();
        if (stoppingToken.IsCancellationRequested) return;
        var started = time.GetTimestamp();
        try
        {
            WarmUp();
            logger.WarmedUp(time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception error)
        {
            logger.NotWarmedUp(error.GetType().Name);
        }
    }
}
