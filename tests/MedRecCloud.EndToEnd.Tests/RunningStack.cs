using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;

namespace MedRecCloud.EndToEnd.Tests;

/// <summary><c>medrec up --json</c> and what its clients see.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private RunningStack(MedrecProcess tool, JsonElement addresses)
    {
        Tool = tool;
        ServiceBus = addresses.GetProperty("serviceBus").GetString()!;
        BlobStorage = addresses.GetProperty("blobStorage").GetString()!;
        Fhir = addresses.GetProperty("fhir").GetString()!;
        FhirAccount = addresses.GetProperty("fhirAccount").GetString()!;
    }

    public MedrecProcess Tool { get; }
    public string ServiceBus { get; }
    public string BlobStorage { get; }
    public string Fhir { get; }
    public string FhirAccount { get; }

    public static Task<RunningStack> StartAsync(string data, string fhir) => WhenHealthyAsync(MedrecProcess.Start("up", "--json", "--data", data, "--fhir", fhir));

    public static Task<RunningStack> StartGroupAsync(string data, string fhir) => WhenHealthyAsync(MedrecProcess.StartGroup("up", "--json", "--data", data, "--fhir", fhir));

    private static async Task<RunningStack> WhenHealthyAsync(MedrecProcess tool)
    {
        try { return new RunningStack(tool, JsonDocument.Parse(await tool.JsonLine.WaitAsync(TimeSpan.FromMinutes(4))).RootElement); }
        catch
        {
            await tool.DisposeAsync();
            throw;
        }
    }

    /// <summary>The encounters that have an outcome, with its word.</summary>
    public async Task<SortedDictionary<string, string>> OutcomesAsync()
    {
        var container = Proposals();
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (!IsCurrent(blob.Name)) continue;
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
            found[blob.Name.Split('/')[0]] = JsonDocument.Parse(content).RootElement.GetProperty("outcome").GetString()!;
        }
        return found;
    }

    /// <summary>Waits until there are so many outcomes and nothing is left in any queue or dead-letter queue.</summary>
    /// <param name="patience">How long nothing at all may move; how long everything takes is the machine's affair.</param>
    public async Task<SortedDictionary<string, string>> SettledAsync(int outcomes, TimeSpan patience)
    {
        var (seen, moved) = (default(Standing), Stopwatch.GetTimestamp());
        while (true)
        {
            var now = await StandingAsync(seen);
            if (now.Messages == 0 && now.Outcomes >= outcomes)
            {
                var found = await OutcomesAsync();
                if ((await StandingAsync(now)) == now) return found;
            }
            if (now != seen) (seen, moved) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(moved) > patience) throw new TimeoutException($"Nothing has moved for {patience}: {now.Outcomes} of {outcomes} outcomes, at least {now.Messages} messages in the queues.");
            await Task.Delay(1000, CancellationToken.None);
        }
    }

    /// <summary>How far it is: outcomes stored, and the first messages of every queue and dead-letter queue with their numbers.</summary>
    /// <param name="last">Told again when a part does not answer.</param>
    private async Task<Standing> StandingAsync(Standing last)
    {
        try { return await StandingAsync(); }
        catch (Exception error) when (error is ServiceBusException or Azure.RequestFailedException or AggregateException)
        {
            // A killed part is being started again: as far as one can see, nothing has moved.
            return last;
        }
    }

    private async Task<Standing> StandingAsync()
    {
        var (messages, numbers) = (0, 0L);
        await using var connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = ServiceBus, MaxRetries = 20 });
        foreach (var queue in (string[])[QueueNames.FhirEvents, QueueNames.InferenceRequests, QueueNames.CohortRequests])
        {
            foreach (var path in (string[])[queue, EntityPath.DeadLetterOf(queue)])
            {
                await using var receiver = connection.CreateReceiver(path);
                var first = await receiver.PeekAsync(50, 0);
                (messages, numbers) = (messages + first.Count, numbers + first.Sum(message => message.SequenceNumber));
            }
        }
        var outcomes = 0;
        await foreach (var blob in Proposals().GetBlobsAsync()) if (IsCurrent(blob.Name)) outcomes++;
        return new Standing(messages, numbers, outcomes);
    }

    private BlobContainerClient Proposals() => BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = BlobStorage }).GetBlobContainerClient(ContainerNames.Proposals);

    private static bool IsCurrent(string blob) => blob.EndsWith("/current.json", StringComparison.Ordinal);

    private readonly record struct Standing(int Messages, long Numbers, int Outcomes);

    public async ValueTask DisposeAsync() => await Tool.DisposeAsync();
}
