using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MedRecCloud.EndToEnd.Tests;

/// <summary>The tool, run as a person would: a process of its own.</summary>
public sealed class MedrecProcess : IAsyncDisposable
{
    public const int Interrupt = 2, Terminate = 15;

    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();
    private readonly TaskCompletionSource<string> _json = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private MedrecProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output, line => { if (line.StartsWith('{')) _json.TrySetResult(line); }), ReadAsync(process.StandardError, _error, _ => { }));
        _ = _reading.ContinueWith(_ => _json.TrySetException(new InvalidOperationException($"The tool ended without a JSON line. {Error}")), TaskScheduler.Default);
    }

    public int Id => _process.Id;

    public string Output { get { lock (_output) return _output.ToString(); } }

    public string Error { get { lock (_error) return _error.ToString(); } }

    /// <summary>The first line of its output that is JSON.</summary>
    public Task<string> JsonLine => _json.Task;

    public static MedrecProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static MedrecProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => StartProgram("dotnet", environment, [Tool, .. arguments]);

    /// <summary>Leader of a process group of its own, as a terminal starts it.</summary>
    public static MedrecProcess StartGroup(params string[] arguments) =>
        // A shell's background jobs ignore Ctrl-C, and their children inherit that; a terminal's do not.
        StartProgram("setsid", new Dictionary<string, string>(), ["env", "--default-signal=INT", "dotnet", Tool, .. arguments]);

    private static MedrecProcess StartProgram(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new MedrecProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var process = Start(environment, arguments);
        return (await process.ExitCodeAsync(TimeSpan.FromMinutes(5)), process.Output, process.Error);
    }

    public async Task<int> ExitCodeAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        await _reading.WaitAsync(TimeSpan.FromSeconds(10));
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public async Task<int> TerminateAsync()
    {
        _ = kill(_process.Id, 15);
        return await ExitCodeAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>SIGINT to the tool and every process of its group, as Ctrl-C on its terminal.</summary>
    public async Task<int> InterruptGroupAsync()
    {
        _ = kill(-_process.Id, Interrupt);
        return await ExitCodeAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>kill -9 of the tool alone; its parts have to notice.</summary>
    public void KillAlone() => _process.Kill(entireProcessTree: false);

    /// <summary>The tool's own children, by the words of their command lines.</summary>
    public int[] Children(string word) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)
            .Where(id => ParentOf(id) == _process.Id && CommandLine(id).Contains(word, StringComparison.Ordinal))];

    /// <summary>Every process whose command line or environment names the folder.</summary>
    public static int[] ProcessesOf(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out var id) && id != Environment.ProcessId).Select(int.Parse!)
            .Where(id => (CommandLine(id) + Words(id, "environ")).Contains(folder, StringComparison.Ordinal))];

    /// <summary>Ends the stack that a cohort in the folder has left running, and waits until nothing of it is left.</summary>
    public static async Task EndStackAsync(string folder)
    {
        foreach (var host in ProcessesOf(folder).Where(id => CommandLine(id).Contains("rescore-host", StringComparison.Ordinal))) Signal(host, Terminate);
        for (var i = 0; i < 900 && ProcessesOf(folder).Length > 0; i++) await Task.Delay(100);
        Assert.Empty(ProcessesOf(folder));
    }

    public static void Kill(int processId) => _ = kill(processId, 9);

    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    /// <summary>The process group that a terminal's signals reach it in.</summary>
    public static int GroupOf(int id) => Stat(id) is { Length: > 2 } words ? int.Parse(words[2]) : 0;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, 15);
            try { await ExitCodeAsync(TimeSpan.FromSeconds(60)); }
            catch (TimeoutException) { _process.Kill(entireProcessTree: true); }
        }
        _process.Dispose();
    }

    private static string Tool
    {
        get
        {
            var own = AppContext.BaseDirectory;
            for (var folder = new DirectoryInfo(own); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "MedRecCloud.sln")))
                    return Path.Combine(folder.FullName, "local", "bin", own.Contains("Release") ? "Release" : "Debug", "net10.0", "MedRecCloud.Local.dll");
            throw new InvalidOperationException("The tests do not run inside a checkout.");
        }
    }

    private static int ParentOf(int id) => Stat(id) is { Length: > 1 } words ? int.Parse(words[1]) : 0;

    /// <summary>State, parent, group and so on; empty when it is gone.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return []; }
    }

    private static string CommandLine(int id) => Words(id, "cmdline");

    private static string Words(int id, string file)
    {
        try { return File.ReadAllText($"/proc/{id}/{file}").Replace('\0', ' '); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return ""; }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder into, Action<string> seen)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (into) into.AppendLine(line);
            seen(line);
        }
    }

#pragma warning disable SYSLIB1054 // One call in a test.
    [DllImport("libc")]
    private static extern int kill(int processId, int signal);
#pragma warning restore SYSLIB1054
}
