using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Candidates;
using MedRecCloud.Training.Model.Students;

namespace MedRecCloud.Training.Onnx;

/// <summary>Turns a trained folder into a model package, and lets no package out that does not compute what was trained.</summary>
internal static class PackageExport
{
    /// <param name="trained">What finetune or distill left.</param>
    /// <param name="folder">Becomes the package; what is in it is replaced only when the new package is verified.</param>
    /// <param name="precision">Of a decoder; a student is always single.</param>
    /// <param name="merge">Adds a single whole-prompt adapter into the weights instead of keeping it apart.</param>
    /// <param name="tell">Told what is being done.</param>
    /// <returns>The package and the largest difference found.</returns>
    /// <exception cref="PackageMismatchException">ONNX Runtime computes something else than Torch.</exception>
    /// <exception cref="Data.TrainingDataException">The folder holds something that is no package, or the model has no such precision.</exception>
    public static async Task<(ModelPackage Package, double Difference)> WriteAsync(TrainedFolder trained, string folder, OnnxType precision, bool merge, Action<string> tell)
    {
        var isStudent = trained.Manifest.Kind == "leader-student";
        if (isStudent && precision != OnnxType.Float)
            throw new Data.TrainingDataException($"{trained.Manifest.Name} is a student, which is small and stays in single precision. Leave --fp16 away.");
        var difference = 0.0;
        var package = await PackageFolder.ReplaceAsync(folder, building =>
        {
            tell($"{trained.Manifest.Name}: writing the graph and its weights");
            var package = isStudent ? Student(trained, building) : Decoder(trained, building, precision, merge);
            difference = PackageVerification.Verify(package, trained, tell);
            return Task.CompletedTask;
        });
        return (package, difference);
    }

    private static ModelPackage Decoder(TrainedFolder trained, string folder, OnnxType precision, bool merge)
    {
        var (config, weights) = trained.OpenDecoder();
        using (weights)
        {
            var head = Head(trained);
            var merged = merge && trained.Manifest.Adapters is [{ Semantics: LoraOptions.Full } only] ? trained.PathOf(only.File) : null;
            var adapters = merged is null ? trained.Manifest.Adapters : [];
            var targets = adapters.SelectMany(adapter => Targets(trained.PathOf(adapter.File))).Distinct().ToArray();
            var source = merged is null ? new MergedWeights(weights, trained) : new MergedWeights(weights, merged);
            new DecoderExport(config, source, head, targets).Write(folder, precision);
            foreach (var adapter in adapters)
                WriteAdapter(trained.PathOf(adapter.File), Path.Combine(folder, adapter.File), precision);
            var tokenizer = TokenizerFile.NameIn(trained.Folder);
            File.Copy(trained.PathOf(tokenizer), Path.Combine(folder, tokenizer));
            if (weights.Names.Contains(CandidateTensors.Columns))
                new CandidateExport(CandidateConfig.OfTeacher(head.Outputs), weights).Write(folder);
            if (File.Exists(trained.PathOf(ModelPackage.UsageFile)))
                File.Copy(trained.PathOf(ModelPackage.UsageFile), Path.Combine(folder, ModelPackage.UsageFile));
            var formulary = adapters.IsEmpty ? new Formulary([.. trained.Formulary.Drugs.Select(drug => drug with { Group = null })]) : trained.Formulary;
            return ModelPackageWriter.Write(folder, trained.Manifest with { Adapters = adapters, Architecture = DecoderExport.Describe(config, precision, targets) }, formulary);
        }
    }

    private static ModelPackage Student(TrainedFolder trained, string folder)
    {
        using var weights = new SafetensorsFolder(trained.Folder);
        var vocabulary = StudentVocabulary.Read(trained.PathOf(StudentArchitecture.VocabularyFile));
        new StudentExport(StudentConfig.For(vocabulary, trained.Formulary.Drugs.Length), weights).Write(folder);
        File.Copy(trained.PathOf(StudentArchitecture.VocabularyFile), Path.Combine(folder, StudentArchitecture.VocabularyFile));
        File.Copy(trained.PathOf(ModelPackage.UsageFile), Path.Combine(folder, ModelPackage.UsageFile));
        return ModelPackageWriter.Write(folder, trained.Manifest, trained.Formulary);
    }

    /// <summary>The head of a trained decoder.</summary>
    public static DecoderHead Head(TrainedFolder trained) => trained.Manifest.Kind == "lamo" ? DecoderHead.YesNo : DecoderHead.Labels(trained.Formulary.Drugs.Length);

    private static void WriteAdapter(string from, string to, OnnxType precision)
    {
        using var file = new SafetensorsFile(from);
        SafetensorsWriter.Write(to, file, precision == OnnxType.Float16 ? TensorType.F16 : TensorType.F32, file.Metadata);
    }

    private static IEnumerable<string> Targets(string adapter)
    {
        using var file = new SafetensorsFile(adapter);
        return file.Names.Select(name => name.Split('.')[2]).Distinct().ToArray();
    }
}
