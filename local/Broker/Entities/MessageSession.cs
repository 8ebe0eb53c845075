namespace MedRecCloud.Local.Broker.Entities;

/// <summary>The messages that share a session id, and who may receive them. Belongs to the queue's lock.</summary>
internal sealed class MessageSession(string id)
{
    public string Id { get; } = id;

    public AvailableMessages Available { get; } = new();

    /// <summary>Messages that the holder was sent and has not settled.</summary>
    public HashSet<BrokerMessage> Locked { get; } = [];

    public Consumer? Holder { get; set; }

    /// <summary>UTC ticks.</summary>
    public long LockedUntil { get; set; }

    /// <summary>What receivers of this session keep for each other.</summary>
    public byte[]? State { get; set; }

    /// <summary>UTC ticks of the last change of the state.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>True while it waits in the row of sessions that anyone may take.</summary>
    public bool IsInRow { get; set; }
}
