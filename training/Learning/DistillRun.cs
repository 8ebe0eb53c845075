using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Learning;

/// <summary>Trains a LEADER student over code sets: distilled from a teacher, or from the labels alone where there is none.</summary>
internal sealed class DistillRun(TrainedFolder? teacher, TrainingSet set, DistillSettings settings, string output, IProgress<TrainingProgress> progress)
{
    // A code seen once teaches nothing but itself.
    private const int FewestUses = 2;
    private readonly Formulary _formulary = teacher?.Formulary ?? set.Formulary;

    public async Task<TrainedFolder> RunAsync(ManifestDraft draft, CancellationToken cancellationToken)
    {
        var from = teacher is null ? null : RunIdentity.OfFolder(teacher.Folder);
        var train = set.Train.Where((sample, i) => !sample.Labels.IsEmpty || new Random(unchecked(settings.Training.Seed * 31 + i)).NextDouble() < settings.EmptyShare).ToArray();
        var vocabulary = VocabularyOf(train);
        ImmutableArray<string> drugs = [.. _formulary.Drugs.Select(drug => drug.Name)];
        var config = StudentConfig.For(vocabulary, drugs.Length);
        var start = new DrawnTensors(StudentTensors.Of(config), settings.Training.Seed, new Dictionary<string, float[]> { [$"{StudentTensors.Labels}.bias"] = DrugPriors.Of(train, drugs) });
        var architecture = config.Architecture(start.Names.Sum(name => start.Shape(name).Aggregate(1L, (product, size) => product * size)));
        var usage = new TrainingUsage(set);
        var encoder = new StudentEncoder(vocabulary, architecture, drugs, usage.Table);
        using var student = new TorchStudent(config, start);
        var (scorer, validation) = (new TorchStudentScorer(student, encoder, drugs), ValidationSet.Of(set with { Formulary = _formulary }, settings.ValidationEncounters));
        using (var training = new StudentTraining(student, vocabulary, train, [.. train.Select(sample => encoder.Encode(sample.Prompt, usage.Of(sample)))], drugs, Hidden(train), settings))
        {
            var run = RunIdentity.Of(set, draft.Template, settings, from);
            new TrainingLoop(settings.Training, training.Parameters, new Checkpoint(Path.Combine(output, "checkpoints", "student.safetensors"), run), progress)
                .Run(training.Batches, training.Loss, () => validation.Score(scorer), cancellationToken);
        }
        var manifest = await (draft with { Base = from }).CompleteAsync(set, scorer, validation, settings, cancellationToken);
        var folder = new TrainedFolder(output, manifest with { Architecture = architecture.ToJson() }, _formulary);
        folder.Write(usage.Table, () =>
        {
            vocabulary.Write(folder.PathOf(StudentArchitecture.VocabularyFile));
            SafetensorsWriter.Write(folder.PathOf(TrainedFolder.Weights), new ParameterSource(student.Parameters));
        });
        return folder;
    }

    /// <summary>The teacher's hidden states, computed once: distillation offline, as the paper does.</summary>
    private float[][]? Hidden(IReadOnlyList<Sample> train)
    {
        if (teacher is null || settings.Alpha <= 0)
            return null;
        var (config, weights) = teacher.OpenDecoder();
        using (weights)
        {
            using var model = new AnswerModel(new TorchDecoder(config, new MergedWeights(weights, teacher), trainable: false), DecoderHead.Labels(teacher.Formulary.Drugs.Length), weights.Read(DecoderHead.LabelTensor));
            var reader = new TorchTeacher(model, new PromptEncoder(TokenizerFile.Load(teacher.Folder), PromptTemplates.Of(teacher.Manifest.PromptTemplate)), teacher.Formulary);
            return [.. train.Select(reader.Hidden)];
        }
    }

    private StudentVocabulary VocabularyOf(IReadOnlyCollection<Sample> train)
    {
        var visits = train.SelectMany(sample => sample.Prompt.Codes.Visits).ToList();
        var fields = train.SelectMany(sample => StudentProfile.Of(sample.Prompt)).GroupBy(entry => entry[..entry.IndexOf('=')], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ProfileField(group.Key, [.. group.Select(entry => entry[(group.Key.Length + 1)..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        return new StudentVocabulary(
            Used(visits.SelectMany(visit => visit.Conditions)), Used(visits.SelectMany(visit => visit.Procedures)),
            // Every drug of the formulary has a place, ordered before or not: prescriptions are aligned with profiles.
            [.. Used(visits.SelectMany(visit => visit.Medications)).Union(_formulary.Drugs.Select(drug => drug.Name)).Order(StringComparer.Ordinal)], [.. fields]);
    }

    private static ImmutableArray<string> Used(IEnumerable<string> codes) =>
        [.. codes.GroupBy(code => code, StringComparer.Ordinal).Where(group => group.Count() >= FewestUses).Select(group => group.Key).Order(StringComparer.Ordinal)];
}
