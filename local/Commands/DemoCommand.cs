using System.CommandLine;
using MedRecCloud.Local.Demo;
using MedRecCloud.Local.Sample;
using MedRecCloud.Local.Stack;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace MedRecCloud.Local.Commands;

/// <summary><c>medrec demo</c>, and <c>medrec</c> alone.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var (patients, seed, model) = (SampleCommand.Patients(), SampleCommand.Seed(), UpCommand.Model());
        var data = new Option<string>("--data") { Description = "Where everything is kept; emptied first.", DefaultValueFactory = _ => StackFlags.DemoFolder };
        var json = new Option<bool>("--json") { Description = "Print one JSON object with the counts instead of the table." };
        var export = new Option<DirectoryInfo?>("--export") { Description = "Also write every stored FHIR Bundle into this folder." };
        var command = new Command("demo", """
            Play a made-up day in a clinic through the whole product and show what became of every event. Ends by itself and leaves nothing running.
            Exit code 0: nothing was lost. 1: something was, or the stack could not be started.

            Examples:
              medrec demo
              medrec demo --patients 200 --seed 7 --export bundles/
            """) { patients, seed, data, model, json, export };
        command.Do(async (parsed, cancellationToken) =>
        {
            var began = TimeProvider.System.GetTimestamp();
            var day = SampleGenerator.Make(new SampleOptions(parsed.GetValue(patients), parsed.GetValue(seed)));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            var options = new StackOptions(folder, SampleFolder.Fhir(Path.Combine(folder, "sample")), parsed.GetValue(model)?.FullName);
            await using var board = StatusBoard.Create(parsed.GetValue(json));
            DemoResult result;
            await using (var stack = await LocalStack.StartAsync(
                options, fresh: true, prepared => { SampleFolder.Write(day, Path.Combine(folder, "sample")); board.Watch(prepared); }, TimeProvider.System, NullLogger.Instance, cancellationToken).ConfigureAwait(false))
            {
                var run = new DemoRun(stack, day, TimeProvider.System);
                await run.PlayAsync(board.SayProgress, cancellationToken).ConfigureAwait(false);
                result = await run.ReadAsync(TimeProvider.System.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(export) is { } target) await new OutcomeReader(stack.Addresses.BlobStorage).ExportAsync(target.FullName, cancellationToken).ConfigureAwait(false);
                await board.EndAsync().ConfigureAwait(false);
            }
            Print(result, folder, parsed.GetValue(json), parsed.GetValue(export)?.FullName);
            return result.Summary.Lost == 0 ? 0 : 1;
        });
        return command;
    }

    private static void Print(DemoResult result, string folder, bool json, string? export)
    {
        if (json)
        {
            Console.WriteLine(result.Summary.ToJson());
            return;
        }
        AnsiConsole.Write(OutcomeTable.Create(result.Outcomes));
        AnsiConsole.WriteLine(result.Summary.ToString());
        AnsiConsole.WriteLine($"Files: {folder} (sample/ what was played, azurite/ the blobs, logs/){(export is null ? "" : $", Bundles: {export}")}");
    }
}
