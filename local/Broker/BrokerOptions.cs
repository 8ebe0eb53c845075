namespace MedRecCloud.Local.Broker;

/// <summary>How a <see cref="ServiceBusBroker"/> runs and what it serves.</summary>
public sealed class BrokerOptions
{
    /// <summary>The TCP port on the loopback address; 0 for any that is free.</summary>
    public int Port { get; set; }

    /// <summary>Where messages are kept. Made when it is not there. Null keeps nothing on disk: for throughput runs and tests only.</summary>
    public string? DataFolder { get; set; }

    /// <summary>The entities; a client that names another gets <c>amqp:not-found</c>.</summary>
    public BrokerEntities Entities { get; set; } = new();

    /// <summary>The largest message, in bytes, with all its sections. Default 1 MiB, as in the premium tier.</summary>
    public int MaxMessageSize { get; set; } = 1024 * 1024;

    /// <summary>Content of queued messages that may stay in memory, in bytes; above it, content is read from disk when it is delivered. Default 256 MiB.</summary>
    public long MaxContentInMemory { get; set; } = 256L * 1024 * 1024;

    /// <summary>A client from which nothing came for so long is taken for dead. Default 60 s.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The shared access key's name.</summary>
    public string KeyName { get; set; } = "RootManageSharedAccessKey";

    /// <summary>The shared access key. Not a secret: the broker listens on the loopback address only.</summary>
    public string Key { get; set; } = "SAS_KEY_VALUE";
}
