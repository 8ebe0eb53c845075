namespace MedRecCloud.Local.Broker.Protocol;

/// <summary>
/// Holds back what one thread writes to clients until it has written several things, so that they leave together: a client that gets a hundred answers in one read
/// does less work for each than one that gets the first alone.
/// </summary>
internal static class OutputBatch
{
    [ThreadStatic]
    private static List<FrameOutput>? t_waiting;

    [ThreadStatic]
    private static bool t_isOpen;

    /// <summary>Until <see cref="Close"/>, outputs that this thread begins to fill wait. Nothing may be awaited in between.</summary>
    public static void Open() => t_isOpen = true;

    public static void Close()
    {
        t_isOpen = false;
        if (t_waiting is not { Count: > 0 } waiting) return;
        foreach (var output in waiting) output.StartFlush();
        waiting.Clear();
    }

    /// <summary>True when the output is flushed at the end of this thread's batch; false when there is none.</summary>
    internal static bool Takes(FrameOutput output)
    {
        if (!t_isOpen) return false;
        (t_waiting ??= []).Add(output);
        return true;
    }
}
