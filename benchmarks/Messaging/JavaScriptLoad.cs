using System.Diagnostics;

namespace MedRecCloud.Benchmarks;

/// <summary>A Node process that sends and receives on demand. Its packages are installed, pinned, at the first use.</summary>
internal sealed class JavaScriptLoad : IMessageLoad
{
    /// <summary>What to do where it is missing.</summary>
    public const string Missing = "Node.js with npm is not installed, so the JavaScript client is left out. Install Node 20 or newer.";

    private readonly Process _process;

    private JavaScriptLoad(Process process) => _process = process;

    public static async Task<bool> InstallAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
            return true;
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            {
                WorkingDirectory = Folder, RedirectStandardOutput = true,
            })!;
            await npm.WaitForExitAsync(cancellationToken);
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public static JavaScriptLoad Start(string script, IReadOnlyList<string> arguments) => new(Process.Start(
        new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!);

    public TimeSpan ProcessorTime => ProcessCosts.ProcessorTime(_process.Id);

    public Task SendAsync(int count, CancellationToken cancellationToken) => AskAsync("send " + count, cancellationToken);

    public Task ReceiveAsync(int count, CancellationToken cancellationToken) => AskAsync("receive " + count, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Messaging", "JavaScript");

    private async Task AskAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) != "done")
            throw new InvalidOperationException($"The Node process failed at: {line}");
    }
}
