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
            var data = new Option<string>("--data") { Description = "The data folder that both were divided on; its validation part tunes the thresholds.", Required = true };
            var weight = new Option<double>("--weight") { Description = "The student's share of the averaged probability.", DefaultValueFactory = _ => 0.5 };
            var output = new Option<string>("--out") { Description = "Folder for the package.", Required = true };
            var command = new Command("blend", "Puts a student beside a LAMO model in one package: both score every encounter and their probabilities are averaged.") { first, second, data, weight, output };
            command.SetAction(async (parsed, cancellationToken) =>
            {
                var progress = ConsoleProgress.ToStandardError;
                var package = await new SecondReaderBlend(progress).WriteAsync(
                    ModelPackage.Open(parsed.GetValue(first)!), ModelPackage.Open(parsed.GetValue(second)!), parsed.GetValue(data)!, parsed.GetValue(weight), parsed.GetValue(output)!, cancellationToken);
                progress.Done($"wrote {parsed.GetValue(output)}, hash {package.PackageHash[..16]}");
                Console.WriteLine(package.Manifest.Metrics);
                return 0;
            });
            return command;
        }
    }
}
