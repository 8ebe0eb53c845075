namespace MedRecCloud.Local.Broker;

/// <summary>A queue, with Service Bus's own defaults.</summary>
public class QueueOptions
{
    /// <summary>As clients address it.</summary>
    public string Name { get; set; } = "";

    /// <summary>How long a receiver may hold a message before it returns. Default 1 minute; Service Bus allows 5 s to 5 minutes, this broker less, for tests.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A message that failed so often is dead-lettered. Default 10.</summary>
    public int MaxDeliveryCount { get; set; } = 10;

    /// <summary>How long a message lives whose sender set no shorter time. Null for ever.</summary>
    public TimeSpan? DefaultMessageTimeToLive { get; set; }

    /// <summary>Messages need a session id and are received session by session.</summary>
    public bool RequiresSession { get; set; }

    /// <summary>A message whose id was seen within this window is accepted and dropped. Null for no detection.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; set; }

    /// <summary>Expired messages are dead-lettered instead of dropped.</summary>
    public bool DeadLetteringOnMessageExpiration { get; set; }

    /// <summary>Above this size senders are refused. Default 1024 MB.</summary>
    public int MaxSizeInMegabytes { get; set; } = 1024;
}
