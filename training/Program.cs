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
        catch (Exception error) when (error is TrainingDataException or Fhir.Exports.ExportException or TrainingStoppedException or LibTorchUnavailableException or CheckpointFormatException
            or TensorFormatException or TokenizerFormatException or ModelPackageException or PackageMismatchException)
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

    private static IEnumerable<Command> Verbs() => 
        [PrepareVerb.Command, PretrainVerb.Command, FinetuneVerb.Command, DistillVerb.Command, ExportVerb.Command, BlendVerb.Command, VerifyVerb.Command, EvaluateVerb.Command];
}
