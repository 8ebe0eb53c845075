using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.EndToEnd.Tests.Validation;

/// <summary>A FHIR validator that shares no code with the product: @medplum/core in Node.js, with rules for what it leaves out.</summary>
internal static class SecondValidator
{
    private static readonly string s_source = Path.Combine(AppContext.BaseDirectory, "Validation");

    /// <returns>Every finding in every Bundle; empty when all are valid.</returns>
    public static async Task<IReadOnlyList<string>> ValidateAsync(IEnumerable<byte[]> bundles)
    {
        var home = await NodePackages.EnsureAsync(s_source, "second-validator", CancellationToken.None);
        var start = new ProcessStartInfo(NodePackages.Node(), [Path.Combine(s_source, "validate.mjs")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["MEDREC_NODE_HOME"] = home },
        };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        var sent = 0;
        foreach (var bundle in bundles)
        {
            await node.StandardInput.WriteLineAsync(Encoding.UTF8.GetString(bundle).ReplaceLineEndings(" "));
            sent++;
        }

        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(10));
        if (node.ExitCode != 0) throw new InvalidOperationException(await error);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(sent, lines.Length);
        return [.. lines.SelectMany(line => JsonSerializer.Deserialize<string[]>(line)!)];
    }
}
