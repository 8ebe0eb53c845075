using System.Diagnostics;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.EndToEnd.Tests;

/// <summary>A Node.js process with the unmodified official Service Bus client.</summary>
internal static class OutsideSender
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Node");

    /// <returns>How many messages were accepted.</returns>
    public static async Task<int> SendAsync(string connectionString, string account, int seed, IEnumerable<string> encounters)
    {
        var home = await NodePackages.EnsureAsync(Source, "service-bus-sender", CancellationToken.None);
        var start = new ProcessStartInfo(NodePackages.Node(), [Path.Combine(Source, "send.mjs"), connectionString, account, $"{seed}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["MEDREC_NODE_HOME"] = home },
        };
        using var node = Process.Start(start)!;
        foreach (var encounter in encounters) await node.StandardInput.WriteLineAsync(encounter);
        node.StandardInput.Close();
        var error = node.StandardError.ReadToEndAsync();
        // A line for every batch: slow is well, standing still is not.
        var sent = 0;
        while (await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3)) is { } line) sent = int.Parse(line);
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? sent : throw new InvalidOperationException(await error);
    }
}
