using System.Globalization;
using System.Runtime.InteropServices;

namespace MedRecCloud.Benchmarks;

/// <summary>This process's own processor time, finer than the 10 ms ticks of <c>Process.TotalProcessorTime</c>, and its peak memory. Linux.</summary>
internal static class CpuMeter
{
    private const int ProcessCpuTime = 2;

    /// <summary>Processor seconds of an action, over all threads.</summary>
    public static double Measure(Action action)
    {
        var before = Now();
        action();
        return Now() - before;
    }

    /// <summary>Forgets the peak so far; false where the system does not let a process do that.</summary>
    public static bool ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The most memory held since <see cref="ResetPeak"/>, in MiB.</summary>
    public static double PeakMiB() => Status("VmHWM:");

    private static double Status(string field) =>
        double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;

    private static double Now()
    {
        _ = ClockGetTime(ProcessCpuTime, out var time);
        return time.Seconds + time.Nanoseconds / 1e9;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds, Nanoseconds;
    }
}
