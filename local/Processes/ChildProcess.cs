using System.ComponentModel;
using System.Diagnostics;

namespace MedRecCloud.Local.Processes;

/// <summary>
/// One run of a process of the stack. Its standard input is a pipe that nobody writes to: when it is closed, by <see cref="StopAsync"/> or because this process
/// died, the child ends (see <see cref="StartupHook"/> and launch.cjs). So nothing is left running, on any system, whatever happens to the parent.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _output;
    private volatile string _lastError = "";

    private ChildProcess(Process process, string logFile, Action<string> line)
    {
        _process = process;
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        _log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, line), PumpAsync(process.StandardError, text => { if (text.Length > 0) _lastError = text; }));
        Exited = WaitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Ends with the exit code once the process is gone and its output read.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last line it wrote to standard error.</summary>
    public string LastError => _lastError;

    /// <param name="line">Called with each line of standard output.</param>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static ChildProcess Start(ChildCommand command, Action<string> line)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.WorkingFolder ?? "",
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        try { return new ChildProcess(Process.Start(start)!, command.LogFile, line); }
        catch (Win32Exception error) { throw new CommandException($"'{command.FileName}' cannot be started: {error.Message}"); }
    }

    /// <summary>Asks the process to end and kills it when it has not within the patience.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (!Exited.IsCompleted) _process.StandardInput.Close();
        await Task.WhenAny(Exited, Task.Delay(patience)).ConfigureAwait(false);
        if (!Exited.IsCompleted) _process.Kill(entireProcessTree: true);
        await Exited.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // A grandchild may hold the pipes open; its output is not worth waiting for.
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        return _process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
        {
            // What queues hold is told several times a second; it is no news for a log.
            if (!text.StartsWith("{\"counts\"", StringComparison.Ordinal)) lock (_log) _log.WriteLine(text);
            line(text);
        }
    }
}
