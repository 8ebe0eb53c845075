using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Models.Students;
using MedRecCloud.Models.Tensors;
using MedRecCloud.Models.Tokenizers;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Model;
using MedRecCloud.Training.Model.Students;
using MedRecCloud.Training.Onnx;

namespace MedRecCloud.Training.Learning;

/// <summary>Distils a LEADER teacher into a student over code sets.</summary>
internal sealed class DistillRun(TrainedFolder teacher, TrainingSet set, DistillSettings settings, string output, IProgress<TrainingProgress> progress)
{
    // A code seen once teaches nothing but itself.
    private const int FewestUses = 2;

    public async Task<TrainedFolder> RunAsync(ManifestDraft draft, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(output);
        var train = set.Train.Where((sample, i) => !sample.Labels.IsEmpty || new Random(unchecked(settings.Training.Seed * 31 + i)).NextDouble() < settings.EmptyShare).ToArray();
        var vocabulary = VocabularyOf(train);
        var config = StudentConfig.For(vocabulary, teacher.Formulary.Drugs.Length);
        var start = new StudentStart(config, settings.Training.Seed);
        var architecture = config.Architecture(start.Names.Sum(name => start.Shape(name).Aggregate(1L, (product, size) => product * size)));
        ImmutableArray<string> drugs = [.. teacher.Formulary.Drugs.Select(drug => drug.Name)];
        using var student = new TorchStudent(config, start);
        var (scorer, validation) = (new TorchStudentScorer(student, vocabulary, architecture, drugs), new ValidationSet(set.Validation.IsEmpty ? set.Train : set.Validation, settings.ValidationEncounters));
        using (var training = new StudentTraining(student, vocabulary, architecture, train, drugs, Hidden(train), settings))
        {
            var run = FormattableString.Invariant($"{settings}|{set.Provenance.Split}|{string.Join(',', set.Provenance.DataSets.Select(data => data.ConfigHash))}|{train.Length}");
            new TrainingLoop(settings.Training, training.Parameters, new Checkpoint(Path.Combine(output, "checkpoints", "student.safetensors"), run), progress)
                .Run(training.Batches, training.Loss, () => validation.Score(scorer), cancellationToken);
        }
        var manifest = await draft.CompleteAsync(set, scorer, validation, settings, cancellationToken);
        vocabulary.Write(Path.Combine(output, StudentArchitecture.VocabularyFile));
        SafetensorsWriter.Write(Path.Combine(output, TrainedFolder.Weights), new ParameterSource(student.Parameters));
        var folder = new TrainedFolder(output, manifest with { Architecture = architecture.ToJson() }, teacher.Formulary);
        folder.Write();
        return folder;
    }

    /// <summary>The teacher's hidden states, computed once: distillation offline, as the paper does.</summary>
    private float[][] Hidden(IReadOnlyList<Sample> train)
    {
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
        var fields = train.SelectMany(sample => sample.Prompt.Codes.Profile).GroupBy(entry => entry[..entry.IndexOf('=')], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ProfileField(group.Key, [.. group.Select(entry => entry[(group.Key.Length + 1)..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        return new StudentVocabulary(
            Used(visits.SelectMany(visit => visit.Conditions)), Used(visits.SelectMany(visit => visit.Procedures)),
            // Every drug of the formulary has a place, ordered before or not: prescriptions are aligned with profiles.
            [.. Used(visits.SelectMany(visit => visit.Medications)).Union(teacher.Formulary.Drugs.Select(drug => drug.Name)).Order(StringComparer.Ordinal)], [.. fields]);
    }

    private static ImmutableArray<string> Used(IEnumerable<string> codes) =>
        [.. codes.GroupBy(code => code, StringComparer.Ordinal).Where(group => group.Count() >= FewestUses).Select(group => group.Key).Order(StringComparer.Ordinal)];
}
