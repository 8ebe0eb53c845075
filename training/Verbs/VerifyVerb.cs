using System.CommandLine;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Progress;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>verify</c>: is a package whole, and does it compute what was trained?</summary>
internal static class VerifyVerb
{
    public static Command Command
    {
        get
        {
            var folder = new Option<string>("--package") { Description = "Folder of the package.", Required = true };
            var model = new Option<string?>("--model") { Description = "Folder of the trained model to compare with; without it only format, hashes and rules are checked." };
            var command = new Command("verify", "Checks a package's format, hashes and rules, and compares its logits in ONNX Runtime with the trained model's in Torch.") { folder, model };
            command.SetAction(parsed =>
            {
                var package = ModelPackage.Open(parsed.GetValue(folder)!);
                Console.WriteLine($"{package.Version}: every file has the SHA-256 of its manifest, package hash {package.PackageHash}");
                if (parsed.GetValue(model) is { } trained)
                {
                    LibTorch.EnsureLoaded();
                    Console.WriteLine(FormattableString.Invariant($"largest difference of a logit to Torch: {PackageVerification.Verify(package, TrainedFolder.Read(trained), ConsoleProgress.ToStandardError.Done):0.0e+0}"));
                }

                return 0;
            });
            return command;
        }
    }
}
