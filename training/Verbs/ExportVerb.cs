using System.CommandLine;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Verbs;

/// <summary><c>export</c>: a model package of a trained folder.</summary>
internal static class ExportVerb
{
    public static Command Command
    {
        get
        {
            var model = new Option<string>("--model") { Description = "Folder that finetune or distill wrote.", Required = true };
            var output = new OutputFolder("Folder for the package: new, empty, or a package to be replaced.");
            var half = new Option<bool>("--fp16") { Description = "Half precision, for GPUs (decoders only)." };
            var apart = new Option<bool>("--keep-adapter") { Description = "Keep a single adapter apart instead of adding it into the weights." };
            var command = new Command("export", "Writes an ONNX model package and refuses it unless ONNX Runtime computes what Torch does.") { model, half, apart };
            output.AddTo(command);
            command.SetAction(async (parsed, _) =>
            {
                LibTorch.EnsureLoaded();
                var (package, difference) = await PackageExport.WriteAsync(
                    TrainedFolder.Read(parsed.GetValue(model)!), output.ReadyForPackage(parsed), parsed.GetValue(half) ? OnnxType.Float16 : OnnxType.Float, merge: !parsed.GetValue(apart));
                Console.WriteLine(FormattableString.Invariant($"{package.Version}: {package.Manifest.Candidates.Length} drugs, {package.Manifest.Files.Count} files, hash {package.PackageHash[..16]}, largest difference to Torch {difference:0.0e+0}"));
                return 0;
            });
            return command;
        }
    }
}
