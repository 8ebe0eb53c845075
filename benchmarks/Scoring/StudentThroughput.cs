using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.InferenceWorker;
using MedRecCloud.Models.Packages;
using MedRecCloud.Models.Students;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Benchmarks;

/// <summary>The student's encounters per second in batches, on two cores: one thread each, so twice the rate of one processor second.</summary>
internal static class StudentThroughput
{
    private const int Drugs = 131, Encounters = 1024, Cores = 2, Goal = 3000, Types = 15, Reasons = 100;

    /// <param name="name">Of the patients' shape.</param>
    /// <param name="visits">At most so many visits.</param>
    /// <param name="codes">At most so many diagnoses, procedures and medicines per visit.</param>
    public static Ratio Measure(string name, int visits, (int Diagnoses, int Procedures, int Medications) codes, int rounds)
    {
        using var load = new ScoringLoad(Training.Model.DecoderPreset.Small);
        var folder = Directory.CreateTempSubdirectory("medrec-student-").FullName;
        var package = Write(folder);
        var architecture = StudentArchitecture.Of(package.Manifest.Architecture);
        using var engine = new StudentEngine(
            load.Sessions.Open(package.PathOf(ModelPackage.GraphFile)), new StudentEncoder(StudentVocabulary.Read(package.PathOf(architecture.Vocabulary)), architecture, package.Manifest.Candidates, package.Usage), new ScoreSheet(package), 0);
        var random = new Random(3);
        Prompt[] patients = [.. Enumerable.Range(0, Encounters).Select(_ => Patient(random, load.Prompt.Source, visits, codes))];
        void Run()
        {
            foreach (var batch in patients.Chunk(engine.Batch.Requests)) engine.Score([.. batch.Select(engine.Prepare)]);
        }

        Run();
        var seconds = Enumerable.Range(0, rounds).Min(_ => CpuMeter.Measure(Run));
        Directory.Delete(folder, recursive: true);
        return Ratio.Of($"scoring.student.{name}", 1, "encounters per second on two cores", Cores * Encounters / seconds, "asked for", Goal);
    }

    private static Prompt Patient(Random random, Prompt empty, int visits, (int Diagnoses, int Procedures, int Medications) codes)
    {
        ImmutableArray<string> Draw(char kind, int most) => [.. Enumerable.Range(0, random.Next(1 + most)).Select(_ => $"{kind}{random.Next(200)}").Distinct().Order(StringComparer.Ordinal)];
        var (diagnoses, before) = (Draw('d', codes.Diagnoses), Draw('d', codes.Diagnoses));
        return empty with
        {
            Aspects = new VisitAspects($"t{random.Next(Types)}", $"r{random.Next(Reasons)}", "male 40", diagnoses, [.. diagnoses.Union(before).Order(StringComparer.Ordinal)]),
            Codes = new CodeHistory(
                [.. Enumerable.Range(0, random.Next(1, 1 + visits)).Select(_ => new VisitCodes("k", 0, Draw('d', codes.Diagnoses), Draw('p', codes.Procedures), Draw('m', codes.Medications)))],
                ["age=50", "sex=male"]),
        };
    }

    /// <summary>A year of a clinic: 20,000 visits of a few diagnoses and orders each, so that nearly every key is counted and names tens of drugs.</summary>
    private static UsageTable Usage(string[] drugs)
    {
        var random = new Random(5);
        string[] Draw(string[] from, int most) => [.. Enumerable.Range(0, random.Next(1 + most)).Select(_ => from[random.Next(from.Length)]).Distinct().Order(StringComparer.Ordinal)];
        string[] diagnoses = [.. Enumerable.Range(0, 200).Select(i => $"d{i}")];
        return UsageTable.Count(Enumerable.Range(0, 20_000).Select(_ => (
            new VisitAspects($"t{random.Next(Types)}", $"r{random.Next(Reasons)}", "male 40", [.. Draw(diagnoses, 4)], [.. Draw(diagnoses, 10)]), (IReadOnlyCollection<string>)Draw(drugs, 5))), drugs);
    }

    private static ModelPackage Write(string folder)
    {
        ImmutableArray<string> Codes(char kind) => [.. Enumerable.Range(0, 200).Select(i => $"{kind}{i}")];
        string[] drugs = [.. Enumerable.Range(0, Drugs).Select(i => $"drug{i}")];
        var vocabulary = new StudentVocabulary(Codes('d'), Codes('p'), Codes('m'), [new ProfileField("age", ["50"]), new ProfileField("sex", ["male"])]);
        vocabulary.Write(Path.Combine(folder, StudentArchitecture.VocabularyFile));
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.UsageFile), JsonSerializer.SerializeToUtf8Bytes(Usage(drugs), ClinicalJson.Options));
        var config = StudentConfig.For(vocabulary, Drugs);
        new StudentExport(config, new DrawnTensors(StudentTensors.Of(config), seed: 1)).Write(folder);
        return ModelPackageWriter.Write(folder, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = "random-student",
            Version = "1",
            Kind = "leader-student",
            PromptTemplate = "medrec-2",
            Candidates = [.. drugs],
            Thresholds = [.. drugs.Select(_ => 0.5)],
            Calibration = new Calibration(1, 0),
            Architecture = config.Architecture(0).ToJson(),
            Files = ImmutableSortedDictionary<string, string>.Empty,
        }, new Formulary([.. drugs.Select(name => new FormularyDrug(name, null, []))]));
    }
}
