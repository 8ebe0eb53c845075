using System.Diagnostics;
using Amqp;

namespace MedRecCloud.Local.Tests.Broker.Hosting;

/// <summary>A broker in a process of its own.</summary>
internal sealed class ChildBroker : IDisposable
{
    private readonly Process _process;

    private ChildBroker(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    public string ConnectionString { get; }

    public int Port => new UriBuilder(ConnectionString.Split(';')[0]["Endpoint=".Length..]).Port;

    public Address Address => new($"amqp://RootManageSharedAccessKey:SAS_KEY_VALUE@127.0.0.1:{Port}");

    public static string Entities => Path.Combine(AppContext.BaseDirectory, "Broker", "Conformance", "entities.json");

    /// <param name="data">Null keeps nothing on disk.</param>
    public static async Task<ChildBroker> StartAsync(string? data, int port = 0)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[typeof(ChildBroker).Assembly.Location, Entities, data ?? "-", $"{port}"]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new ChildBroker(process, line ?? throw new InvalidOperationException("The broker did not start."));
    }

    /// <summary>Ends the process as a power switch would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) Kill();
        }

        _process.Dispose();
    }
}
