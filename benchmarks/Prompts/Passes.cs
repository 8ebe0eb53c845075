using System.Diagnostics;

namespace MedRecCloud.Benchmarks;

/// <summary>Repeated passes of one piece of single-threaded work; the best of them has met the fewest of the compiler's threads and of other processes.</summary>
internal sealed class Passes(Func<int> run)
{
    /// <summary>Processor time of the best pass, in seconds.</summary>
    public double Seconds { get; private set; } = double.MaxValue;

    /// <summary>Bytes allocated in that pass.</summary>
    public long Allocated { get; private set; }

    /// <summary>What the pass made.</summary>
    public int Count { get; private set; }

    public void Warm() => run();

    public void Measure()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (time, bytes) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(true));
        var count = run();
        process.Refresh();
        var seconds = (process.TotalProcessorTime - time).TotalSeconds;
        if (seconds < Seconds) (Seconds, Allocated, Count) = (seconds, GC.GetTotalAllocatedBytes(true) - bytes, count);
    }
}
