using System.CommandLine;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>blend</c>: a LAMO package with a LEADER student as its second reader.</summary>
internal static class BlendVerb
{
    public static Command Command
    {
        get
        {
            var first = new Option<string>("--model") { Description = "Folder of the LAMO package.", Required = true };
            var second = new Option<string>("--second") { Description = "Folder of the student's package: the same data, split and formulary.", Required = true };
            var data = DataOptions.Folders("The data folder that both were divided on; its validation part tunes the thresholds.");
            var weight = new Option<double>("--weight") { Description = "The student's share of the averaged probability.", DefaultValueFactory = _ => 0.5 }.Share();
            var output = new OutputFolder("Folder for the package: new, empty, or a package to be replaced.");
            var command = new Command("blend", "Puts a student beside a LAMO model in one package: both score every encounter and their probabilities are averaged.") { first, second, data, weight };
            output.AddTo(command);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                var (progress, folder) = (ConsoleProgress.ToStandardError, output.ReadyForPackage(parsed));
                var package = await new SecondReaderBlend(progress).WriteAsync(
                    ModelPackage.Open(parsed.GetValue(first)!), ModelPackage.Open(parsed.GetValue(second)!), parsed.GetValue(data)!, parsed.GetValue(weight), folder, cancellationToken);
                progress.Done($"wrote {folder}, hash {package.PackageHash[..16]}");
                Console.WriteLine(package.Manifest.Metrics?.ToString() ?? "no figures: nothing is ordered in the test part");
                return 0;
            });
            return command;
        }
    }
}
