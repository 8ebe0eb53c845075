using System.Diagnostics;
using System.Reflection;

namespace MedRecCloud.Infra.Tests.Bicep;

/// <summary>The Bicep compiler of the package, run as a process.</summary>
internal static class BicepCompiler
{
    // What the parameter files read from the environment, fixed so that snapshots are the same everywhere; infra/scripts/snapshot.sh has the same.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["MEDREC_FHIR_SERVICE_ID"] = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-fhir/providers/Microsoft.HealthcareApis/workspaces/hospital/fhirservices/records",
        ["MEDREC_WORKER_IMAGE"] = "medrec.azurecr.io/inference-worker@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        ["MEDREC_ALERT_EMAIL"] = "medrec-operations@hospital.example",
    };

    private static string Program { get; } = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BicepCompiler").Value!;

    /// <param name="through">A program that runs the compiler, with its arguments.</param>
    public static BicepResult Run(string[] arguments, string[]? through = null)
    {
        using var process = Process.Start(Start(arguments, through: through))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new BicepResult(process.ExitCode, output.Result, error.Result);
    }

    public static ProcessStartInfo Start(string[] arguments, bool redirectInput = false, string[]? through = null)
    {
        string[] command = [.. through ?? [], Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = !redirectInput, RedirectStandardInput = redirectInput };
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return start;
    }
}
