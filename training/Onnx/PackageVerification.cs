using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Models.Onnx;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Training.Learning;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Candidates;
using MedRecCloud.Training.Model.Students;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace MedRecCloud.Training.Onnx;

/// <summary>Runs the trained model in Torch and its package in ONNX Runtime on the same fixed inputs and compares every logit.</summary>
internal static class PackageVerification
{
    /// <summary>Largest difference of a logit that passes, in single and in half precision.</summary>
    public const double SingleTolerance = 1e-3, HalfTolerance = 5e-2;

    private const int Seed = 20261122, PrefixLength = 97, Candidates = 6, Patients = 16;

    /// <param name="tell">Told what is being compared: a large base takes minutes.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="PackageMismatchException">It is above the tolerance, or not a number.</exception>
    public static double Verify(ModelPackage package, TrainedFolder trained, Action<string>? tell = null)
    {
        if (package.Manifest.Kind != trained.Manifest.Kind || !HasDrugsOf(package, trained))
            throw new PackageMismatchException($"The package is a {package.Manifest.Kind} of {package.Manifest.Candidates.Length} drugs, the trained model a {trained.Manifest.Kind} of {trained.Manifest.Candidates.Length}.");
        var isStudent = package.Manifest.Kind == "leader-student";
        var tolerance = !isStudent && DecoderArchitecture.Of(package.Manifest.Architecture).IsHalf ? HalfTolerance : SingleTolerance;
        var difference = isStudent ? Student(package, trained) : Decoder(package, trained, tell);
        return difference <= tolerance ? difference
            : throw new PackageMismatchException(FormattableString.Invariant($"ONNX Runtime and Torch differ by {difference:0.0000} in a logit; at most {tolerance} is allowed. The package is refused."));
    }

    /// <summary>The same drugs in the same order; a LAMO package may have others behind them (<see cref="AddedDrugs"/>).</summary>
    private static bool HasDrugsOf(ModelPackage package, TrainedFolder trained)
    {
        var (own, learnt) = (package.Manifest.Candidates, trained.Manifest.Candidates);
        return (package.Manifest.Kind == "lamo" ? own.Take(learnt.Length) : own).SequenceEqual(learnt);
    }

    private static double Decoder(ModelPackage package, TrainedFolder trained, Action<string>? tell)
    {
        var (config, weights) = trained.OpenDecoder();
        using var opened = weights;
        var head = PackageExport.Head(trained);
        using var exported = new OnnxDecoder(package.PathOf(ModelPackage.GraphFile));
        var random = new Random(Seed);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(config.VocabularySize))];
        var prefix = Draw(Math.Min(PrefixLength, config.MaxPositions / 2));
        var packed = PackedSequences.Of(prefix, [.. Enumerable.Range(0, Candidates).Select(i => Draw(3 + i))]);
        var largest = 0.0;
        foreach (var group in trained.Manifest.Adapters.IsEmpty ? [""] : trained.Manifest.Adapters.Select(adapter => adapter.Group))
        {
            tell?.Invoke($"{package.Manifest.Name}: comparing ONNX Runtime with Torch{(group.Length == 0 ? "" : $", adapter {group}")}");
            using var scope = NewDisposeScope();
            var kept = package.Manifest.Adapters.FirstOrDefault(adapter => adapter.Group == group);
            // Both sides let the adapter act on every token here: the arithmetic is the same whichever tokens it is trained for.
            var adapter = trained.Manifest.Adapters.FirstOrDefault(entry => entry.Group == group);
            var source = adapter is null ? new MergedWeights(opened, trained) : new MergedWeights(opened, trained.PathOf(adapter.File));
            using var model = new AnswerModel(new TorchDecoder(config, source, trainable: false), head, opened.Read(head.Tensor));
            var inputs = kept is null ? [] : Load(package, kept.File);
            try
            {
                var expected = TorchTensors.ToArray(model.Logits(TokenBatch.Of(packed, prefix.Length), tensor(packed.Rows)));
                largest = Math.Max(largest, Difference(expected, exported.Run(packed.Ids, packed.Positions, packed.Mask, packed.Rows, inputs)));
            }
            finally
            {
                foreach (var value in inputs.Values)
                    value.Dispose();
            }
        }
        return package.Manifest.Files.ContainsKey(CandidateGraph.File) ? Math.Max(largest, CandidateNetwork(package, opened)) : largest;
    }

    private static double CandidateNetwork(ModelPackage package, ITensorSource weights)
    {
        var config = CandidateConfig.OfTeacher(package.Manifest.Candidates.Length);
        var parameters = CandidateTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => TorchTensors.Parameter(weights, tensor.Name, tensor.Shape, trainable: false));
        using var exported = new OnnxCandidates(package.PathOf(CandidateGraph.File));
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        float[] logits = [.. Enumerable.Range(0, Patients * config.Labels).Select(_ => (float)(random.NextDouble() * 12 - 8))];
        byte[] columns = [.. Enumerable.Range(0, logits.Length * CandidateColumns.Count).Select(_ => (byte)random.Next(CandidateColumns.Categories))];
        var rows = tensor(logits, [Patients, config.Labels]);
        var expected = TorchTensors.ToArray(new TorchCandidates(config, parameters).Add(rows, rows, [.. columns.Select(category => (long)category)], kept => kept));
        foreach (var parameter in parameters.Values)
            parameter.Dispose();
        return Difference(expected, exported.Run(logits, columns));
    }

    private static double Student(ModelPackage package, TrainedFolder trained)
    {
        using var weights = new SafetensorsFolder(trained.Folder);
        var vocabulary = StudentVocabulary.Read(package.PathOf(StudentArchitecture.VocabularyFile));
        var config = StudentConfig.For(vocabulary, trained.Formulary.Drugs.Length);
        using var student = new TorchStudent(config, weights);
        using var exported = new OnnxStudent(package.PathOf(ModelPackage.GraphFile));
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var architecture = StudentArchitecture.Of(package.Manifest.Architecture);
        var encoder = new StudentEncoder(vocabulary, architecture, package.Manifest.Candidates, package.Usage);
        var batch = new StudentBatch([.. Enumerable.Range(0, Patients).Select(patient => encoder.Encode(Patient(patient % architecture.MaxVisits + 1)))]);
        return Difference(TorchTensors.ToArray(student.Score(batch).Logits), exported.Run(batch));

        Prompt Patient(int visits) => new(package.Manifest.PromptTemplate, "", [], Histories(), new CodeHistory(
            [.. Enumerable.Range(0, visits).Select(i => new VisitCodes("", 0, [.. Some(vocabulary.Diagnoses)], [.. Some(vocabulary.Procedures)], i == visits - 1 ? [] : [.. Some(vocabulary.Medications)]))],
            [.. vocabulary.Profile.Where(field => field.Values.Length > 0).Select(field => $"{field.Name}={field.Values[random.Next(field.Values.Length)]}")]), [])
        {
            Aspects = new VisitAspects("", "", "", [.. Some(vocabulary.Diagnoses)], [.. Some(vocabulary.Diagnoses)]),
        };

        ImmutableSortedDictionary<string, CandidateHistory> Histories() => Some(vocabulary.Medications).ToImmutableSortedDictionary(drug => drug,
            _ => new CandidateHistory(random.Next(1, 9), random.Next(3000), random.Next(2) == 0, random.Next(2) == 0, random.NextDouble(), random.Next(2) == 0), StringComparer.Ordinal);

        IEnumerable<string> Some(IReadOnlyList<string> codes) => codes.Where(_ => random.NextDouble() * codes.Count < 5);
    }

    private static double Difference(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            throw new PackageMismatchException($"The package answers with {actual.Length} logits, the trained model with {expected.Length}.");
        var largest = expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max();
        return double.IsNaN(largest) ? double.PositiveInfinity : largest;
    }

    private static Dictionary<string, OrtValue> Load(ModelPackage package, string file)
    {
        using var adapter = new SafetensorsFile(package.PathOf(file));
        var half = DecoderArchitecture.Of(package.Manifest.Architecture).IsHalf;
        return adapter.Names.ToDictionary(name => name, name => half
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(adapter.Read(name), value => (Float16)value), [.. adapter.Shape(name)])
            : OrtValue.CreateTensorValueFromMemory(adapter.Read(name), [.. adapter.Shape(name)]));
    }
}
