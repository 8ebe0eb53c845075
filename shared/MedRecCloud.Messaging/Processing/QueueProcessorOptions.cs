using System.ComponentModel.DataAnnotations;

namespace MedRecCloud.Messaging;

/// <summary>How a <see cref="QueueProcessor"/> works through a queue.</summary>
public sealed class QueueProcessorOptions
{
    /// <summary>How many messages are in the handler at once. Default: 1.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentCalls { get; set; } = 1;

    /// <summary>How many messages wait here, locked and renewed, beyond those in the handler. Default: 0.</summary>
    [Range(0, 10_000)]
    public int Prefetch { get; set; }

    /// <summary>For how long locks are renewed while the handler works; then they run out. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAutoLockRenewal { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long an abandoned message is held, locked, before it returns to the queue for the first time; doubles with each delivery,
    /// so that a server that is down does not use up the deliveries at once. Default: 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AbandonDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such hold. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxAbandonDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many abandoned messages may be held back beyond those in the handler or waiting; when there are more, no new ones are received. Default: 100.
    /// </summary>
    [Range(0, 10_000)]
    public int MaxHeldBack { get; set; } = 100;

    /// <summary>How long handlers may finish after a stop; then their token is cancelled and they are abandoned. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
