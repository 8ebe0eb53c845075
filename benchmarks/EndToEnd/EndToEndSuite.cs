using MedRecCloud.Local.Demo;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Sample;
using MedRecCloud.Local.Stack;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Benchmarks;

/// <summary>
/// The whole product with the shipped model: a sample day is put on the queue as fast as it goes, and the clock stops when the last outcome is stored.
/// Memory is the most each process ever held.
/// </summary>
internal sealed class EndToEndSuite : IRatioSuite
{
    private const double EventsPerSecondGoal = 150;
    private static readonly SampleOptions Day = new(Patients: 600, Seed: 5);

    public string Name => "endtoend";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-bench-");
        try
        {
            var day = SampleGenerator.Make(Day);
            SampleFolder.Write(day, Path.Combine(folder.FullName, "sample"));
            var options = new StackOptions(Path.Combine(folder.FullName, "data"), SampleFolder.Fhir(Path.Combine(folder.FullName, "sample")));
            await using var stack = await LocalStack.StartAsync(options, fresh: true, null, TimeProvider.System, NullLogger.Instance, cancellationToken);
            return [await PlayAsync(stack, day, cancellationToken)];
        }
        catch (CommandException missing)
        {
            await Console.Error.WriteLineAsync($"endtoend is left out: {missing.Message}");
            return [];
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task<Ratio> PlayAsync(LocalStack stack, SampleDay day, CancellationToken cancellationToken)
    {
        var run = new DemoRun(stack, day, TimeProvider.System);
        var before = stack.Parts.ToDictionary(part => part.Name, part => ProcessCosts.ProcessorTime(part.ProcessId));
        var began = TimeProvider.System.GetTimestamp();
        await run.PlayAsync(_ => { }, cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var processor = stack.Parts.ToDictionary(part => part.Name, part => ProcessCosts.ProcessorTime(part.ProcessId) - before[part.Name]);
        var result = await run.ReadAsync(elapsed, cancellationToken);
        if (result.Summary.Lost > 0) throw new InvalidOperationException($"A figure is worth nothing when events are lost: {result.Summary}");
        var costs = new Dictionary<string, double>();
        foreach (var part in stack.Parts)
        {
            costs[$"{part.Name.Replace(' ', '_')}PeakMiB"] = ProcessCosts.PeakMemory(part.ProcessId) / 1048576.0;
            costs[$"{part.Name.Replace(' ', '_')}ProcessorMsPerEvent"] = processor[part.Name].TotalMilliseconds / day.Events.Count;
        }
        costs["processorMsPerEvent"] = processor.Values.Sum(time => time.TotalMilliseconds) / day.Events.Count;
        costs["wallSeconds"] = elapsed.TotalSeconds;
        costs["events"] = day.Events.Count;
        costs["encounters"] = result.Outcomes.Count;
        return Ratio.Of("endtoend.events", 1, "events per second, from the queue to stored outcomes", day.Events.Count / elapsed.TotalSeconds, "events per second asked for", EventsPerSecondGoal)
            with { Costs = costs };
    }
}
