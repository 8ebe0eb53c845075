using System.Text.Json;
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

    public static async Task<RunningStack> StartAsync(string data, string fhir)
    {
        var tool = MedrecProcess.Start("up", "--json", "--data", data, "--fhir", fhir);
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
        var container = BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = BlobStorage }).GetBlobContainerClient(ContainerNames.Proposals);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (!blob.Name.EndsWith("/current.json", StringComparison.Ordinal)) continue;
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
            found[blob.Name.Split('/')[0]] = JsonDocument.Parse(content).RootElement.GetProperty("outcome").GetString()!;
        }
        return found;
    }

    /// <summary>Waits until there are so many outcomes and nothing is left in any queue.</summary>
    public async Task<SortedDictionary<string, string>> SettledAsync(int outcomes, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            if (await MessagesAsync() == 0)
            {
                var found = await OutcomesAsync();
                if (found.Count >= outcomes && await MessagesAsync() == 0) return found;
            }
            if (limit.IsCancellationRequested) throw new TimeoutException($"{(await OutcomesAsync()).Count} of {outcomes} outcomes, {await MessagesAsync()} messages in the queues.");
            await Task.Delay(500, CancellationToken.None);
        }
    }

    /// <summary>Messages in all queues and their dead-letter queues.</summary>
    public async Task<int> MessagesAsync()
    {
        var count = 0;
        foreach (var queue in (string[])[QueueNames.FhirEvents, QueueNames.InferenceRequests, QueueNames.CohortRequests])
            foreach (var path in (string[])[queue, EntityPath.DeadLetterOf(queue)]) count += await CountAsync(path);
        return count;
    }

    public async ValueTask DisposeAsync() => await Tool.DisposeAsync();

    private async Task<int> CountAsync(string path)
    {
        await using var connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = ServiceBus, MaxRetries = 20 });
        await using var receiver = connection.CreateReceiver(path);
        return (await receiver.PeekAsync(50, 0)).Count;
    }
}
