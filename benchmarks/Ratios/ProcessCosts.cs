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

    /// <summary>The most memory it ever held, in bytes.</summary>
    public static long PeakMemory(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
