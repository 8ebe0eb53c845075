using System.Diagnostics;
using System.Text.Json;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Tests.Broker.Hosting;

namespace MedRecCloud.Local.Tests.Broker.Conformance;

/// <summary>Installs the official client at the versions of the lock file, once per user, and lets it run all scenarios once.</summary>
public sealed class ConformanceRun : IAsyncLifetime
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Broker", "Conformance");
    private readonly Dictionary<string, ScenarioResult> _results = [];

    /// <summary>Why nothing ran; null when it did.</summary>
    public string? Missing { get; private set; }

    internal ScenarioResult? Find(string name) => _results.GetValueOrDefault(name);

    internal int Count => _results.Count;

    public async Task InitializeAsync()
    {
        if (ExecutablePath.Find("node") is not { } node || ExecutablePath.Find("npm") is not { } npm)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") throw new InvalidOperationException("CI must have Node.js and npm.");
            Missing = "Node.js with npm is not installed.";
            return;
        }

        var home = await InstallAsync(npm);
        using var folder = new TestFolder();
        using var broker = await ChildBroker.StartAsync(folder.Path);
        var output = await RunAsync(node, home, Path.Combine(home, "scenarios.mjs"), broker.ConnectionString);
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('{')))
        {
            var result = JsonSerializer.Deserialize<ScenarioResult>(line, JsonSerializerOptions.Web)!;
            _results[result.Name] = result;
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // node_modules lies beside the scenarios in the output folder; the lock file's content says whether it is the right one.
    private static async Task<string> InstallAsync(string npm)
    {
        var marker = Path.Combine(Source, "node_modules", ".installed-lock");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Source, "package-lock.json"));
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker) == wanted) return Source;
        await RunAsync(npm, Source, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        await File.WriteAllTextAsync(marker, wanted);
        return Source;
    }

    private static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["AZURE_TELEMETRY_DISABLED"] = "true";
        start.Environment["NO_UPDATE_NOTIFIER"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Path.GetFileName(program)} did not end within 5 minutes.");
        }

        var text = await output;
        return text.Contains("{\"name\"", StringComparison.Ordinal) || process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{Path.GetFileName(program)} failed: {await errors}");
    }
}
