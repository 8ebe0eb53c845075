using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Intake;
using MedRecCloud.Intake.Cohorts;
using MedRecCloud.Local.Cohorts;
using MedRecCloud.Local.Sample;
using MedRecCloud.Local.Stack;
using MedRecCloud.Messaging;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Benchmarks;

/// <summary>
/// Live events while a cohort of LAMO-small keeps every lane of the worker busy: single ones at random moments, each from its being sent to its outcome being stored,
/// the intake's quiet period included. Beside it the same without a cohort. One batch is the time that a lane had for each encounter of the same minutes.
/// </summary>
internal sealed class LiveDuringCohort(string model)
{
    private const int Events = 45, Before = 12;
    private const double Allowed = 2;
    private static readonly SampleOptions Day = new(Patients: 2_500, Seed: 5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(40), LongestGap = TimeSpan.FromSeconds(1.5), Patience = TimeSpan.FromMinutes(2);

    public async Task<Ratio> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        var day = SampleGenerator.Make(Day);
        SampleFolder.Write(day, Path.Combine(folder, "sample"));
        var export = SampleFolder.Fhir(Path.Combine(folder, "sample"));
        var options = new StackOptions(Path.Combine(folder, "data"), export, model);
        await using var stack = await LocalStack.StartAsync(options, fresh: true, null, TimeProvider.System, NullLogger.Instance, cancellationToken);
        using var client = CohortClient.Connect(stack.Addresses);
        var desk = client.Services.GetRequiredService<ICohortDesk>();
        SampleEvent[] events = [.. day.Events.Where(told => told.Kind == "encounter-created").DistinctBy(told => told.Encounter).Take(Before + Events + 1)];
        var random = new Random(1);
        // The first finds everything cold.
        await PlayAsync(stack, client.Services, events[..1], random, cancellationToken);
        var idle = await PlayAsync(stack, client.Services, events[1..(Before + 1)], random, cancellationToken);

        var manifest = new CohortManifest { Source = new CohortSource { Folder = export, Encounters = ImmutableArray<string>.Empty } };
        await desk.StartAsync("live", JsonSerializer.SerializeToUtf8Bytes(manifest, ClinicalJson.Options), cancellationToken);
        var first = await RunningAsync(desk, _ => true, cancellationToken);
        var start = await RunningAsync(desk, progress => progress.Done > first.Done, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        var busy = await PlayAsync(stack, client.Services, events[(Before + 1)..], random, cancellationToken);
        // From part to part: what is counted then took that time.
        var last = await RunningAsync(desk, _ => true, cancellationToken);
        var end = await RunningAsync(desk, progress => progress.Done > last.Done, cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var batch = elapsed * Environment.ProcessorCount / (end.Done - start.Done + busy.Length);
        await desk.ControlAsync("live", CohortCommand.Cancel, cancellationToken);
        return Ratio.Of(
            "cohorts.live", 1, "seconds allowed: 2 and one batch", Allowed + batch, "seconds from an event to its proposals in the middle of a cohort, the longest", busy[^1]) with
        {
            Costs = new Dictionary<string, double>
            {
                ["events"] = busy.Length, ["medianSeconds"] = At(busy, 0.5), ["p95Seconds"] = At(busy, 0.95), ["longestSeconds"] = busy[^1],
                ["withoutCohortMedianSeconds"] = At(idle, 0.5), ["withoutCohortLongestSeconds"] = idle[^1],
                ["batchSeconds"] = batch,
                ["quietPeriodSeconds"] = new IntakeOptions().QuietPeriod.TotalSeconds,
                ["cohortEncountersPerSecond"] = (end.Done - start.Done) / elapsed,
                ["loadAverage"] = double.Parse((await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[0], CultureInfo.InvariantCulture),
            },
        };
    }

    /// <returns>The latencies in seconds, sorted.</returns>
    private static async Task<double[]> PlayAsync(LocalStack stack, IServiceProvider services, SampleEvent[] events, Random random, CancellationToken cancellationToken)
    {
        await using var connection = new ServiceBusConnection(new ServiceBusOptions { ConnectionString = stack.Addresses.ServiceBus });
        await using var sender = connection.CreateSender(QueueNames.FhirEvents);
        var store = services.GetRequiredService<IProposalStore>();
        var (latencies, waiting) = (new ConcurrentBag<double>(), new List<Task>());
        foreach (var told in events)
        {
            await Task.Delay(random.NextDouble() * LongestGap, cancellationToken);
            var sent = TimeProvider.System.GetTimestamp();
            await sender.SendAsync(new OutgoingMessage(told.Body) { MessageId = told.MessageId, ContentType = "application/json" }, cancellationToken);
            waiting.Add(StoredAsync(told.Encounter!, sent));
        }

        await Task.WhenAll(waiting);
        return [.. latencies.Order()];

        async Task StoredAsync(string encounter, long sent)
        {
            CurrentOutcome? outcome;
            while ((outcome = await store.ReadCurrentAsync(RequestKey.DefaultServer, encounter, cancellationToken)) is null)
            {
                if (TimeProvider.System.GetElapsedTime(sent) > Patience) throw new TimeoutException("An event has no outcome.");
                await Task.Delay(Look, cancellationToken);
            }

            // A visit that was cancelled since is withdrawn without a model.
            if (outcome.Outcome != "withdrawn") latencies.Add(TimeProvider.System.GetElapsedTime(sent).TotalSeconds);
        }
    }

    /// <summary>Waits until the cohort is planned, has results, and more.</summary>
    private static async Task<RescoreProgress> RunningAsync(ICohortDesk desk, Func<RescoreProgress, bool> more, CancellationToken cancellationToken)
    {
        while (true)
        {
            var progress = RescoreProgress.Read((await desk.ReadProgressAsync("live", cancellationToken))!.Value);
            if (progress.HasEnded) throw new InvalidOperationException($"The cohort is {progress.State} too early: the figure would say nothing.");
            if (progress is { State: "running", Done: > 0 } && more(progress)) return progress;
            await Task.Delay(100, cancellationToken);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
