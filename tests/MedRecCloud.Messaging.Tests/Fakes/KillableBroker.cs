using System.Diagnostics;
using System.Globalization;

namespace MedRecCloud.Messaging.Tests;

/// <summary>A durable broker in a process of its own, which can be killed without warning and started again on the same port and data.</summary>
internal sealed class KillableBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("medrec-messaging-");
    private Process? _process;
    private int _port;

    public string ConnectionString { get; private set; } = string.Empty;

    public static async Task<KillableBroker> StartAsync()
    {
        var broker = new KillableBroker();
        await broker.StartAgainAsync();
        return broker;
    }

    public async Task StartAgainAsync()
    {
        string[] arguments = [typeof(KillableBroker).Assembly.Location, _folder.FullName, _port.ToString(CultureInfo.InvariantCulture)];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        ConnectionString = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The broker did not start.");
        _port = ServiceBusConnectionString.Parse(ConnectionString).Endpoint.Port;
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _folder.Delete(recursive: true);
    }
}
