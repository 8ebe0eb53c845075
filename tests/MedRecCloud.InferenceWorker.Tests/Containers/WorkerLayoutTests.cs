using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace MedRecCloud.InferenceWorker.Tests.Containers;

public sealed class WorkerLayoutTests(PublishedWorker worker, ITestOutputHelper output) : IClassFixture<PublishedWorker>
{
    [SkippableFact]
    public async Task Worker_is_alive_then_ready_as_a_user_without_rights_on_a_root_it_cannot_write_to()
    {
        Skip.If(Sandbox.Missing is not null, Sandbox.Missing);
        var port = FreePort();
        var started = Stopwatch.GetTimestamp();
        using var process = Sandbox.Start(worker.App, worker.Models, [
            $"ASPNETCORE_URLS=http://127.0.0.1:{port}", "Models__Folder=/models", "Onnx__Device=Cpu",
            // Nothing answers there: the worker must be ready for its queues whether or not they are there yet.
            "ServiceBus__ConnectionString=Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=a2V5;UseDevelopmentEmulator=true",
            "BlobStorage__ConnectionString=DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/a",
            "/usr/bin/dotnet", "/app/MedRecCloud.InferenceWorker.dll",
        ]);
        var errors = process.StandardError.ReadToEndAsync();
        var log = process.StandardOutput.ReadToEndAsync();
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await AnswersAsync(client, "/healthz", process);
            output.WriteLine($"alive after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
            await AnswersAsync(client, "/readyz", process);
            output.WriteLine($"ready after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");

            var inside = Inside(process.Id);
            var status = await File.ReadAllTextAsync($"/proc/{inside}/status");
            Assert.Contains("Uid:\t1654\t1654\t1654\t1654", status, StringComparison.Ordinal);
            Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
            Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
            Assert.Contains(" / ro,", string.Concat((await File.ReadAllLinesAsync($"/proc/{inside}/mountinfo")).Where(line => line.Contains(" / / ", StringComparison.Ordinal)).Select(line => line[line.IndexOf(" / / ", StringComparison.Ordinal)..].Replace(" / / ", " / ", StringComparison.Ordinal))), StringComparison.Ordinal);
        }
        catch (Exception)
        {
            process.Kill(entireProcessTree: true);
            output.WriteLine(await log + await errors);
            throw;
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    [SkippableTheory]
    [InlineData("/app/x")]
    [InlineData("/x")]
    [InlineData("/usr/x")]
    [InlineData("/models/x")]
    public void Nothing_can_be_written_but_scratch(string file)
    {
        Skip.If(Sandbox.Missing is not null, Sandbox.Missing);

        Assert.NotEqual(0, Sandbox.Run(worker.App, worker.Models, "/usr/bin/touch", file).ExitCode);
        Assert.Equal((0, ""), Sandbox.Run(worker.App, worker.Models, "/usr/bin/touch", "/scratch/x"));
    }

    private static async Task AnswersAsync(HttpClient client, string path, Process process)
    {
        for (var patience = 0; patience < 1200; patience++)
        {
            Assert.False(process.HasExited, $"The worker left with {(process.HasExited ? process.ExitCode : 0)}.");
            try
            {
                if ((await client.GetAsync(path)).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        Assert.Fail($"{path} never answered 200.");
    }

    // unshare → dotnet, which is process 1 in there: chroot, setpriv and env become it.
    private static int Inside(int parent) => Process.GetProcesses().First(p => Parent(p.Id) == parent).Id;

    private static int Parent(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
