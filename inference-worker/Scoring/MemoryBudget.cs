namespace MedRecCloud.InferenceWorker;

/// <summary>A hard cap on what requests and the prefix cache may hold besides the weights. Reserved before it is allocated.</summary>
internal sealed class MemoryBudget(long cap)
{
    private long _reserved;

    public long Cap { get; } = cap;

    public long Reserved => Interlocked.Read(ref _reserved);

    /// <summary>Takes so many bytes; false when the cap leaves no room.</summary>
    public bool TryReserve(long bytes)
    {
        while (true)
        {
            var reserved = Reserved;
            if (reserved + bytes > Cap) return false;
            if (Interlocked.CompareExchange(ref _reserved, reserved + bytes, reserved) == reserved) return true;
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref _reserved, -bytes);
}
