namespace MedRecCloud.Local.Stack;

/// <summary>How one process of the stack fares.</summary>
internal enum PartState
{
    Waiting,
    Starting,
    Ready,

    /// <summary>It died and will be started again.</summary>
    Restarting,
    Stopped,
}
