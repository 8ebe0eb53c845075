using System.Globalization;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;

namespace MedRecCloud.Benchmarks;

/// <summary>An inference worker that was given one core from its first instruction, so that it computes on one lane with one thread.</summary>
internal sealed class PinnedWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ChildProcess _process;

    private PinnedWorker(ChildProcess process) => _process = process;

    public TimeSpan ProcessorTime => ProcessCosts.ProcessorTime(_process.Id);

    public long PeakMemory => ProcessCosts.PeakMemory(_process.Id);

    /// <summary>Returns when its models are warm.</summary>
    /// <exception cref="CommandException">There is no <c>taskset</c>, or the worker does not start.</exception>
    public static async Task<PinnedWorker> StartAsync(int core, string model, string serviceBus, string blobStorage, string logFile, CancellationToken cancellationToken)
    {
        var taskset = ExecutablePath.Find("taskset") ?? throw new CommandException("'taskset' (util-linux) is needed to give each worker a core.");
        var port = FreePort.Choose(0);
        var command = StackPrograms.InferenceWorker(logFile, new Dictionary<string, string>
        {
            ["ServiceBus__ConnectionString"] = serviceBus,
            ["BlobStorage__ConnectionString"] = blobStorage,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["Models__Folder"] = model,
        });
        var process = ChildProcess.Start(
            command with { FileName = taskset, Arguments = ["-c", core.ToString(CultureInfo.InvariantCulture), command.FileName, .. command.Arguments] }, _ => { });
        var worker = new PinnedWorker(process);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var began = TimeProvider.System.GetTimestamp(); !await IsReadyAsync(http, cancellationToken); await Task.Delay(100, cancellationToken))
        {
            if (!process.Exited.IsCompleted && TimeProvider.System.GetElapsedTime(began) < Patience) continue;
            await worker.DisposeAsync();
            throw new CommandException($"A worker does not start: {process.LastError}");
        }

        return worker;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }
}
