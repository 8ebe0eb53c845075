using MedRecCloud.Local.Demo;
using MedRecCloud.Local.Processes;
using MedRecCloud.Local.Sample;
using MedRecCloud.Local.Stack;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedRecCloud.Benchmarks;

/// <summary>
/// The whole product with the shipped student: a sample day is put on the queue as fast as it goes, and the clock stops when the last outcome is stored. The
/// day's first messages warm the processes up and are not counted: a service that runs for weeks is not measured by its compiler.
/// Memory is the most each process ever held.
/// </summary>
internal sealed class EndToEndSuite : IRatioSuite
{
    private const double EventsPerSecondGoal = 150;
    private const int WarmUp = 2_000;
    private static readonly SampleOptions Day = new(Patients: 2_000, Seed: 5);

    public string Name => "endtoend";

    public async Task<IReadOnlyList<Ratio>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("medrec-bench-");
        try
        {
            var day = SampleGenerator.Make(Day);
            SampleFolder.Write(day, Path.Combine(folder.FullName, "sample"));
            var student = Directory.EnumerateDirectories(Path.Combine(StackPrograms.Models(), "leader-student")).Order(StringComparer.Ordinal).Last();
            var options = new StackOptions(Path.Combine(folder.FullName, "data"), SampleFolder.Fhir(Path.Combine(folder.FullName, "sample")), student);
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
        await Play(day.Events.Take(WarmUp)).PlayAsync(_ => { }, cancellationToken);
        var rest = Play(day.Events.Skip(WarmUp));
        var count = day.Events.Count - WarmUp;
        var before = stack.Parts.ToDictionary(part => part.Name, part => ProcessCosts.ProcessorTime(part.ProcessId));
        var began = TimeProvider.System.GetTimestamp();
        await rest.PlayAsync(_ => { }, cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var processor = stack.Parts.ToDictionary(part => part.Name, part => ProcessCosts.ProcessorTime(part.ProcessId) - before[part.Name]);
        var result = await Play(day.Events).ReadAsync(elapsed, cancellationToken);
        if (result.Summary.Lost > 0) throw new InvalidOperationException($"A figure is worth nothing when events are lost: {result.Summary}");
        var costs = new Dictionary<string, double>();
        foreach (var part in stack.Parts)
        {
            costs[$"{part.Name.Replace(' ', '_')}PeakMiB"] = ProcessCosts.PeakMemory(part.ProcessId) / 1048576.0;
            costs[$"{part.Name.Replace(' ', '_')}ProcessorMsPerEvent"] = processor[part.Name].TotalMilliseconds / count;
        }
        costs["processorMsPerEvent"] = processor.Values.Sum(time => time.TotalMilliseconds) / count;
        costs["wallSeconds"] = elapsed.TotalSeconds;
        costs["events"] = count;
        costs["encounters"] = result.Outcomes.Count;
        return Ratio.Of("endtoend.events", 1, "events per second, from the queue to stored outcomes", count / elapsed.TotalSeconds, "events per second asked for", EventsPerSecondGoal)
            with { Costs = costs };

        DemoRun Play(IEnumerable<SampleEvent> events) => new(stack, day with { Events = [.. events] }, TimeProvider.System);
    }
}
