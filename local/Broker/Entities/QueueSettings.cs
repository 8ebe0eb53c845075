namespace MedRecCloud.Local.Broker.Entities;

/// <summary>The rules of one queue, subscription or dead-letter queue.</summary>
/// <param name="Path">As clients address it.</param>
internal sealed record QueueSettings(
    string Path, TimeSpan LockDuration, int MaxDeliveryCount, TimeSpan? DefaultTimeToLive, bool RequiresSession, TimeSpan? DuplicateDetectionWindow,
    bool DeadLetterOnExpiration, long MaxSizeInBytes)
{
    /// <summary>The rules of a dead-letter queue: nothing expires there and nothing moves on.</summary>
    public QueueSettings ForDeadLetters() => new($"{Path}/$deadletterqueue", LockDuration, int.MaxValue, null, false, null, false, MaxSizeInBytes);
}
