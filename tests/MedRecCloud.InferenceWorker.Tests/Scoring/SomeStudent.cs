using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>A student package around random weights, and patients for it.</summary>
internal static class SomeStudent
{
    public static ModelPackage Write(string folder, int drugs = SomeModel.Drugs, string version = "1")
    {
        Directory.CreateDirectory(folder);
        var names = SomeModel.DrugNames(drugs);
        var vocabulary = new StudentVocabulary(Codes('d', 50), Codes('p', 20), [.. names], [new ProfileField("age", ["40", "50", "60"]), new ProfileField("sex", ["male", "female"])]);
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.UsageFile), JsonSerializer.SerializeToUtf8Bytes(Usage(names), ClinicalJson.Options));
        vocabulary.Write(Path.Combine(folder, StudentArchitecture.VocabularyFile));
        var config = StudentConfig.For(vocabulary, drugs);
        new StudentExport(config, new DrawnTensors(StudentTensors.Of(config), seed: 1)).Write(folder);
        return ModelPackageWriter.Write(folder, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = "random-student",
            Version = version,
            Kind = "leader-student",
            PromptTemplate = "medrec-2",
            ContextTokens = 1,
            Candidates = [.. names],
            Thresholds = [.. names.Select(_ => 0.5)],
            Calibration = new Calibration(1, 0),
            Architecture = config.Architecture(1).ToJson(),
            Files = ImmutableSortedDictionary<string, string>.Empty,
        }, new Formulary([.. names.Select(name => new FormularyDrug(name, null, []))]));
    }

    /// <summary>A patient drawn by a seed, with visits and sets of any size, some of unknown codes.</summary>
    public static Prompt Patient(int seed)
    {
        var random = new Random(seed);
        ImmutableArray<string> Draw(char kind, int known, int most) =>
            [.. Enumerable.Range(0, random.Next(most)).Select(_ => $"{kind}{random.Next(known + 5)}").Distinct().Order(StringComparer.Ordinal)];
        var drugs = SomeModel.DrugNames();
        var visits = Enumerable.Range(0, 1 + random.Next(14)).Select(i => new VisitCodes(
            "k", 100 - i, Draw('d', 50, 70), Draw('p', 20, 9), [.. drugs.Where(_ => random.Next(4) == 0)])).ToList();
        visits.Add(new VisitCodes("k", 0, Draw('d', 50, 12), [], []));
        return SomeModel.Prompt("") with
        {
            Codes = new CodeHistory([.. visits], [$"age={random.Next(3, 8) * 10}", "sex=male"]),
            Histories = drugs.Where(_ => random.Next(3) == 0).ToImmutableSortedDictionary(
                drug => drug, _ => new CandidateHistory(random.Next(1, 9), random.Next(3000), random.Next(2) == 0, random.Next(2) == 0, random.NextDouble(), random.Next(2) == 0), StringComparer.Ordinal),
            Aspects = new VisitAspects("t", random.Next(2) == 0 ? "r" : "", "male 40", Draw('d', 50, 4), Draw('d', 50, 12)),
        };
    }

    /// <summary>At this reason the third drug is always ordered.</summary>
    public const string UsualReason = "usual";

    private static UsageTable Usage(IReadOnlyList<string> names) => UsageTable.Count(
        Enumerable.Range(0, 60).Select(i => (new VisitAspects("t", i % 3 == 0 ? UsualReason : "r", "male 40", [$"d{i % 5}"], [$"d{i % 7}"]), (IReadOnlyCollection<string>)[names[i % 3 == 0 ? 2 : 0]])), names);

    private static ImmutableArray<string> Codes(char kind, int count) => [.. Enumerable.Range(0, count).Select(i => $"{kind}{i}")];
}
