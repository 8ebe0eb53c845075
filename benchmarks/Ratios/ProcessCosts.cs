using System.Diagnostics;
using System.Globalization;

namespace MedRecCloud.Benchmarks;

/// <summary>What another process has used of the machine, read from Linux.</summary>
internal static class ProcessCosts
{
    public static TimeSpan ProcessorTime(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Everything that ran on the machine since it started.</summary>
    public static TimeSpan MachineTime()
    {
        // user, nice, system, idle, iowait, irq, softirq, steal, in hundredths of a second.
        long[] times = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(time => long.Parse(time, CultureInfo.InvariantCulture))];
        return TimeSpan.FromMilliseconds(10 * (times[0] + times[1] + times[2] + times[5] + times[6] + times[7]));
    }

    /// <summary>The most memory it ever held, in bytes.</summary>
    public static long PeakMemory(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
