using System.Diagnostics;
using System.Globalization;

namespace MedRecCloud.Benchmarks;

/// <summary>Peak memory of one packed request, measured in a process of its own: another way's leftovers would hide it.</summary>
internal static class ScoringMemory
{
    public const string Command = "scoring-memory";

    /// <summary>What the child process does.</summary>
    public static void Run(string preset)
    {
        using var load = new ScoringLoad(preset);
        var packed = new PackedWay(load, groups: 0);
        CpuMeter.ResetPeak();
        packed.Run();
        packed.Run();
        Console.WriteLine(CpuMeter.PeakMiB().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Peak of the whole process in MiB, weights and .NET included.</summary>
    public static async Task<double> MeasureAsync(string preset, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ScoringMemory).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(preset);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The measuring process did not start.");
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return double.Parse(text.Trim(), CultureInfo.InvariantCulture);
    }
}
