using System.CommandLine;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Verbs;

namespace MedRecCloud.Training;

/// <summary>The command line of training: each verb is a class in Verbs/ that says what it does.</summary>
internal static class Program
{
    /// <summary>0 when done, 1 for an unforeseen failure, 2 for something the person at the keyboard can put right.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Trains, judges and exports medication models on FHIR exports and MIMIC.");
        foreach (var verb in Verbs())
            root.Subcommands.Add(verb);
        var parsed = root.Parse(arguments);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (TrainingDataException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
    }

    private static IEnumerable<Command> Verbs() => [PrepareVerb.Command, EvaluateVerb.Command];
}
