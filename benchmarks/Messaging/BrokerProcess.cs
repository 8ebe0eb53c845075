using System.Diagnostics;
using System.Globalization;
using MedRecCloud.Messaging;

namespace MedRecCloud.Benchmarks;

/// <summary>The embedded broker as a child process with a folder of its own; both end with it.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private BrokerProcess(Process process, DirectoryInfo folder, string connectionString) =>
        (_process, _folder, ConnectionString) = (process, folder, connectionString);

    public string ConnectionString { get; }

    /// <summary>For <c>rhea.mjs</c>.</summary>
    public IReadOnlyList<string> RheaArguments
    {
        get
        {
            var parsed = ServiceBusConnectionString.Parse(ConnectionString);
            return [parsed.Endpoint.Port.ToString(CultureInfo.InvariantCulture), BrokerHost.Queue, parsed.Endpoint.AudienceOf(BrokerHost.Queue), parsed.KeyName!, parsed.Key!];
        }
    }

    public int ProcessId => _process.Id;

    public static async Task<BrokerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-bench-");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(BrokerProcess).Assembly.Location);
        start.ArgumentList.Add(BrokerHost.Verb);
        start.ArgumentList.Add(folder.FullName);
        var process = Process.Start(start)!;
        var connectionString = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The broker's process ended before it was ready.");
        return new BrokerProcess(process, folder, connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
