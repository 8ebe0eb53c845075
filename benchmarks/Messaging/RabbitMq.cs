using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amqp;

namespace MedRecCloud.Benchmarks;

/// <summary>Debian's RabbitMQ with its AMQP 1.0 plugin, as a plain AMQP broker to compare with: own node, ports and folder, all gone afterwards.</summary>
internal sealed class RabbitMq : IAsyncDisposable
{
    /// <summary>What to do where it is missing.</summary>
    public const string Missing =
        "RabbitMQ is not installed, so nothing is compared with it. On Debian: apt-get install --no-install-recommends rabbitmq-server";

    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly int _epmdPort;

    private RabbitMq(Process process, DirectoryInfo folder, int port, int epmdPort) => (_process, _folder, Port, _epmdPort) = (process, folder, port, epmdPort);

    public static bool IsInstalled => File.Exists(Server);

    public int Port { get; }

    public Address Address => new("127.0.0.1", Port, "guest", "guest", scheme: "AMQP");

    /// <summary>For <c>rhea.mjs</c>.</summary>
    public IReadOnlyList<string> RheaArguments => [Port.ToString(CultureInfo.InvariantCulture), "/queue/bench"];

    /// <summary>The Erlang machine's, not the start script's.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "pid")), CultureInfo.InvariantCulture);

    public static async Task<RabbitMq> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-rabbit-");
        var (port, distributionPort, epmdPort) = (FreePort(), FreePort(), FreePort());
        var path = (string name) => Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(path("plugins"), "[rabbitmq_amqp1_0].\n", cancellationToken);
        var start = new ProcessStartInfo(Server) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = folder.FullName,
            ["RABBITMQ_NODENAME"] = "medrec-bench@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = path("data"),
            ["RABBITMQ_LOG_BASE"] = path("log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = path("plugins"),
            ["RABBITMQ_CONFIG_FILE"] = path("none"),
            ["RABBITMQ_PID_FILE"] = path("pid"),
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var rabbit = new RabbitMq(process, folder, port, epmdPort);
        await rabbit.WaitUntilReadyAsync(cancellationToken);
        return rabbit;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();

        // Erlang's port mapper outlives its nodes.
        var start = new ProcessStartInfo("epmd", ["-port", _epmdPort.ToString(CultureInfo.InvariantCulture), "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using (var epmd = Process.Start(start)!)
            await epmd.WaitForExitAsync(CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StartTimeout);
        while (true)
        {
            try
            {
                var connection = await new ConnectionFactory().CreateAsync(Address, cancellationToken);
                await connection.CloseAsync();
                return;
            }
            catch (Exception e) when (e is SocketException or AmqpException or IOException or OperationCanceledException && !_process.HasExited && !patience.IsCancellationRequested)
            {
                await Task.Delay(500, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
