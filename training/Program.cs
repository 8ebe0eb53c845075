using System.CommandLine;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Verbs;

namespace MedRecCloud.Training;

/// <summary>The command line of training: each verb is a class in Verbs/ that says what it does.</summary>
internal static class Program
{
    // After Ctrl-C a step of a large base is finished and its checkpoint written; a second Ctrl-C ends at once.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>0 when done, 1 for an unforeseen failure, 2 for something the person at the keyboard can put right.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Trains, judges and exports medication models on FHIR exports and MIMIC.");
        foreach (var verb in Verbs())
            root.Subcommands.Add(verb);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.CommandResult.Command != root)
        {
            // The whole help would push what is wrong off the screen.
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"Options: {parsed.CommandResult.Command.Name} --help");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = s_patience });
        }
        catch (Exception error) when (error is TrainingDataException or Fhir.Exports.ExportException or TrainingStoppedException or LibTorchUnavailableException or CheckpointFormatException
            or TensorFormatException or TokenizerFormatException or ModelPackageException or PackageMismatchException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"A file cannot be read or written: {error.Message} Look at the path, its permissions and the free space, then give the same command again.");
            return 2;
        }
        catch (OperationCanceledException error)
        {
            await Console.Error.WriteLineAsync(error is TrainingInterruptedException ? error.Message : "Stopped.");
            return 130;
        }
        catch (Exception error)
        {
            // The message is left out: it may quote a patient's data.
            await Console.Error.WriteLineAsync($"Unforeseen {error.GetType().Name}, a fault of this program:{Environment.NewLine}{error.StackTrace}");
            return 1;
        }
    }

    private static IEnumerable<Command> Verbs() => 
        [PrepareVerb.Command, PretrainVerb.Command, FinetuneVerb.Command, DistillVerb.Command, ExportVerb.Command, BlendVerb.Command, VerifyVerb.Command, EvaluateVerb.Command];
}
