using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Intake;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Azurite;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Stack;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Benchmarks;

/// <summary>Broker and blob storage as processes of their own, the planner in this one, and no worker yet.</summary>
internal sealed class CohortBench : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int Few = 2;
    private readonly ChildProcess _broker;
    private readonly Func<long?> _waiting;
    private readonly AzuriteProcess _blobs;
    private readonly IHost _host;
    private readonly HeldShards _held = new();

    private CohortBench(ChildProcess broker, string serviceBus, Func<long?> waiting, AzuriteProcess blobs, string scratch)
    {
        (_broker, ServiceBus, _waiting, _blobs) = (broker, serviceBus, waiting, blobs);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Cohorts:AllowFolders"] = "true", ["Cohorts:ScratchFolder"] = scratch });
        builder.Logging.ClearProviders();
        builder.Services.AddServiceBus(options => options.ConnectionString = serviceBus).AddBlobStorage(options => options.ConnectionString = blobs.ConnectionString);
        builder.Services.AddSingleton<IShardSender>(_held).AddIntake();
        _host = builder.Build();
    }

    public string ServiceBus { get; }

    public string BlobStorage => _blobs.ConnectionString;

    /// <summary>Of broker and blob storage together.</summary>
    public TimeSpan ProcessorTime => ProcessCosts.ProcessorTime(_broker.Id) + ProcessCosts.ProcessorTime(_blobs.ProcessId);

    public static async Task<CohortBench> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        long? waiting = null;
        var broker = ChildProcess.Start(
            StackPrograms.Tool(Path.Combine(folder, "broker.log"), new Dictionary<string, string>(), "broker", "--data", Path.Combine(folder, "broker"), "--port", "0"),
            line =>
            {
                var told = PartLine.Parse(line);
                if (told?.Ready is { } address) ready.TrySetResult(address);
                if (told?.Counts is { } counts) waiting = counts[QueueNames.CohortRequests].Active;
            });
        var blobs = await AzuriteProcess.StartAsync(Path.Combine(folder, "azurite"), cancellationToken: cancellationToken);
        await BlobStorageRegistration.Connect(new BlobStorageOptions { ConnectionString = blobs.ConnectionString }).CreateContainersAsync(cancellationToken);
        return new CohortBench(broker, await ready.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken), () => waiting, blobs, Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName);
    }

    /// <summary>Plans a cohort and holds its shards.</summary>
    public async Task PlanAsync(string id, string export, CancellationToken cancellationToken)
    {
        var manifest = new CohortManifest { Source = new CohortSource { Folder = export, Encounters = ImmutableArray<string>.Empty } };
        await _host.Services.GetRequiredService<ICohortDesk>().StartAsync(id, JsonSerializer.SerializeToUtf8Bytes(manifest, ClinicalJson.Options), cancellationToken);
        await _host.Services.GetRequiredService<ICohortPlanner>().PlanAsync(id, cancellationToken);
        if (_held.Count == 0) throw new InvalidOperationException($"Nothing was planned from {export}.");
    }

    /// <summary>Lets go of the shards, all at once.</summary>
    /// <returns>From there to the last part, and the results in the parts.</returns>
    public async Task<(TimeSpan Elapsed, int Results)> RunAsync(string id, CancellationToken cancellationToken)
    {
        var expected = _held.Count;
        var began = TimeProvider.System.GetTimestamp();
        await _held.ReleaseAsync(_host.Services.GetRequiredService<ServiceBusConnection>(), cancellationToken);
        // The broker tells five times a second what its queues hold: to list parts before the last few would be work that is measured.
        while (true)
        {
            await Task.Delay(Look, cancellationToken);
            if (_waiting() is null or > Few) continue;
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            var parts = await PartsAsync(id, cancellationToken);
            if (parts.Count == expected) return (elapsed, parts.Sum(Results));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        await _blobs.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private async Task<List<CohortFile>> PartsAsync(string id, CancellationToken cancellationToken)
    {
        var parts = new List<CohortFile>();
        await foreach (var part in _host.Services.GetRequiredService<ICohortFiles>().ListAsync(CohortNames.Parts(id), cancellationToken)) parts.Add(part);
        return parts;
    }

    private static int Results(CohortFile part) => new[] { CohortFigures.Proposed, CohortFigures.Abstained, CohortFigures.Failed }.Sum(name => int.Parse(part.Figures[name], CultureInfo.InvariantCulture));
}
