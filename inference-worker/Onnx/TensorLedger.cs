namespace MedRecCloud.InferenceWorker;

/// <summary>Counts the native tensors that are alive, so that a test (and a metric) can show that every one has an owner that lets it go.</summary>
internal sealed class TensorLedger
{
    private long _live;

    /// <summary>Tensors created and not yet disposed.</summary>
    public long Live => Interlocked.Read(ref _live);

    internal void Opened() => Interlocked.Increment(ref _live);

    internal void Closed() => Interlocked.Decrement(ref _live);
}
