namespace MedRecCloud.Messaging;

/// <summary>Exponential delays with full jitter in their upper half, so that many clients do not come back in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random jitter)
{
    private readonly Lock _lock = new();

    /// <summary>The delay before the retry with this number, the first being 0.</summary>
    public TimeSpan Delay(int retry)
    {
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 30)));
        double share;
        lock (_lock)
        {
            share = jitter.NextDouble();
        }

        return TimeSpan.FromMilliseconds(full * (0.5 + (share / 2)));
    }
}
