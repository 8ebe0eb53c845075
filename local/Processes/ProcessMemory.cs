using System.ComponentModel;
using System.Diagnostics;

namespace MedRecCloud.Local.Processes;

/// <summary>How much memory a process holds.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident bytes; 0 when there is no such process.</summary>
    public static long Of(int processId)
    {
        if (processId == 0) return 0;
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WorkingSet64;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception) { return 0; }
    }

    public static string Words(int processId) => Of(processId) is > 0 and var bytes ? $"{bytes >> 20} MB" : "";
}
