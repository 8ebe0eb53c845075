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
            var output = new Option<string>("--out") { Description = "Folder for the package.", Required = true };
            var half = new Option<bool>("--fp16") { Description = "Half precision, for GPUs (decoders only)." };
            var apart = new Option<bool>("--keep-adapter") { Description = "Keep a single adapter apart instead of adding it into the weights." };
            var command = new Command("export", "Writes an ONNX model package and refuses it unless ONNX Runtime computes what Torch does.") { model, output, half, apart };
            command.SetAction(parsed =>
            {
                LibTorch.EnsureLoaded();
                var (package, difference) = PackageExport.Write(
                    TrainedFolder.Read(parsed.GetValue(model)!), parsed.GetValue(output)!, parsed.GetValue(half) ? OnnxType.Float16 : OnnxType.Float, merge: !parsed.GetValue(apart));
                Console.WriteLine(FormattableString.Invariant($"{package.Version}: {package.Manifest.Candidates.Length} drugs, {package.Manifest.Files.Count} files, hash {package.PackageHash[..16]}, largest difference to Torch {difference:0.0e+0}"));
                return 0;
            });
            return command;
        }
    }
}
