using System.Globalization;
using System.Text.RegularExpressions;
using MedRecCloud.Local.Processes;

namespace MedRecCloud.Local.Azurite;

/// <summary>A running Azurite blob service with its data in a folder; telemetry is off. Stopped when disposed, and when this process dies.</summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Azurite");

    private readonly ChildProcess _process;

    private AzuriteProcess(ChildProcess process, int port) => (_process, Port, ConnectionString) = (process, port, ConnectionStringFor(port));

    /// <summary>The blob service's TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>For Azure.Storage.Blobs and any other client; the key is Azurite's published one and guards nothing.</summary>
    public string ConnectionString { get; }

    /// <summary>Of the Node.js process, for tests that kill it.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Installs Azurite if need be, starts it, and returns once it listens.</summary>
    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="CommandException">Node.js is missing, the port is taken, or it does not start; the message says what to do.</exception>
    public static async Task<AzuriteProcess> StartAsync(string dataFolder, int port = 0, CancellationToken cancellationToken = default)
    {
        var command = await CommandAsync(dataFolder, port, Path.Combine(dataFolder, "azurite.log"), cancellationToken).ConfigureAwait(false);
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(command, line => { if (ListeningPort(line) is { } found) listening.TrySetResult(found); });
        try
        {
            await Task.WhenAny(listening.Task, process.Exited).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken).ConfigureAwait(false);
            if (!listening.Task.IsCompleted) throw new CommandException(Failure(process.LastError, port));
            return new AzuriteProcess(process, await listening.Task.ConfigureAwait(false));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    internal static async Task<ChildCommand> CommandAsync(string dataFolder, int port, string logFile, CancellationToken cancellationToken)
    {
        var node = NodePackages.Node();
        var home = await NodePackages.EnsureAsync(Source, "azurite", cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(dataFolder);
        // The version check refuses newer clients than this Azurite knows; what they send here is long known.
        string[] arguments =
            [Path.Combine(Source, "launch.cjs"), "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", dataFolder, "--silent", "--disableTelemetry", "--skipApiVersionCheck"];
        return new ChildCommand(node, arguments, new Dictionary<string, string> { ["MEDREC_AZURITE_HOME"] = home }, logFile, dataFolder);
    }

    internal static int? ListeningPort(string line) =>
        Listening().Match(line) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    internal static string Failure(string lastError, int port) =>
        lastError.Contains("EADDRINUSE", StringComparison.Ordinal)
            ? $"Port {port} is taken: choose another with --blob-port, or 0 for a free one."
            : $"Azurite did not start: {lastError}";

    internal static string ConnectionStringFor(int port) =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";

    [GeneratedRegex(@"successfully listens on http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
