using System.CommandLine;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Native;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Progress;

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
            var added = new Option<string?>("--add-drugs") { Description = "LAMO only: ingredients, separated by commas, that it shall score as well, by their names and without retraining." };
            var apart = new Option<bool>("--keep-adapter") { Description = "Keep a single adapter apart instead of adding it into the weights." };
            var command = new Command("export", "Writes an ONNX model package and refuses it unless ONNX Runtime computes what Torch does.") { model, half, apart, added };
            output.AddTo(command);
            command.SetAction(async (parsed, _) =>
            {
                LibTorch.EnsureLoaded();
                var (trained, folder, progress) = (TrainedFolder.Read(parsed.GetValue(model)!), output.ReadyForPackage(parsed), ConsoleProgress.ToStandardError);
                if (parsed.GetValue(added) is { } names)
                {
                    trained = AddedDrugs.To(trained, names.Split(','));
                    foreach (var drug in trained.Formulary.Drugs.Where(drug => drug.RxNorm is null && names.Contains(drug.Name, StringComparison.OrdinalIgnoreCase)))
                        progress.Done($"Warning: the product's drug knowledge does not hold {drug.Name}. It gets no code, and no check of interactions, allergies or doses knows it. Is the name an RxNorm ingredient's?");
                }
                var precision = parsed.GetValue(half) ? OnnxType.Float16 : OnnxType.Float;
                var (package, difference) = await PackageExport.WriteAsync(trained, folder, precision, merge: !parsed.GetValue(apart), progress.Done);
                Console.WriteLine(FormattableString.Invariant($"{package.Version}: {package.Manifest.Candidates.Length} drugs, {package.Manifest.Files.Count} files, hash {package.PackageHash[..16]}, largest difference to Torch {difference:0.0e+0}"));
                return 0;
            });
            return command;
        }
    }
}
