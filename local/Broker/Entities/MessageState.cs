namespace MedRecCloud.Local.Broker.Entities;

/// <summary>The numbers go over the wire as x-opt-message-state, and to disk.</summary>
internal enum MessageState : byte
{
    /// <summary>Waits to be received, or is being worked on.</summary>
    Active = 0,

    /// <summary>Set aside by a receiver; only received by its sequence number.</summary>
    Deferred = 1,

    /// <summary>Becomes active at a given time.</summary>
    Scheduled = 2,
}
