using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Models.Packages;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Data.Splits;
using MedRecCloud.Training.Evaluation;
using MedRecCloud.Training.Onnx;
using MedRecCloud.Training.Scoring;

namespace MedRecCloud.Training.Learning;

/// <summary>Puts a LEADER student beside a LAMO model in one package, and tunes the thresholds of their average on validation encounters.</summary>
internal sealed class SecondReaderBlend(IProgress<ReadProgress> progress)
{
    /// <param name="first">A LAMO package.</param>
    /// <param name="second">A student's package with the same candidates, trained on the same division of the same data.</param>
    /// <param name="data">The data folder that both were divided on; its validation part tunes, its test part is measured.</param>
    /// <param name="weight">See <see cref="SecondReader"/>.</param>
    /// <param name="folder">Becomes the package; what is in it is replaced only when the new one is whole.</param>
    /// <exception cref="TrainingDataException">The two were not trained alike, or not on this data: thresholds would be tuned on patients they know.</exception>
    /// <exception cref="ModelPackageException">The two do not fit together.</exception>
    public async Task<ModelPackage> WriteAsync(ModelPackage first, ModelPackage second, string data, double weight, string folder, CancellationToken cancellationToken)
    {
        var provenance = Common(first, second);
        var parts = await ReadAsync(first.Manifest, provenance, data, cancellationToken);
        return await PackageFolder.ReplaceAsync(folder, async building =>
        {
            Copy(first, building);
            Copy(second, Path.Combine(building, SecondReader.Folder));
            File.Copy(Path.Combine(second.Folder, ModelPackage.ManifestFile), Path.Combine(building, SecondReader.Folder, ModelPackage.ManifestFile));
            var package = ModelPackageWriter.Write(building, first.Manifest with { Second = new SecondReader(weight), ShareOfBest = ThresholdRule.OfModels.ShareOfBest, Metrics = null }, first.Formulary);
            package = await TuneAsync(package, parts.Validation, cancellationToken);
            await MeasureAsync(package, parts.Test, provenance, cancellationToken);
        });
    }

    private static TrainingProvenance Common(ModelPackage first, ModelPackage second)
    {
        if (first.Manifest.Kind != "lamo" || second.Manifest.Kind != "leader-student")
            throw new TrainingDataException($"A LAMO package gets a student as its second reader; {first.Manifest.Name} is a {first.Manifest.Kind}, {second.Manifest.Name} a {second.Manifest.Kind}.");
        if (!first.Manifest.Candidates.SequenceEqual(second.Manifest.Candidates))
            throw new TrainingDataException($"{first.Manifest.Name} and {second.Manifest.Name} score different drugs, so that their average would mean nothing: train both on the same data, without added drugs.");
        if (TrainingProvenance.Of(first.Manifest.Training) is not { } own || TrainingProvenance.Of(second.Manifest.Training) is not { } other)
            throw new TrainingDataException("A package says nothing of its training; export it again.");
        if (own.Split != other.Split || !own.TrainOnly.SequenceEqual(other.TrainOnly))
            throw new TrainingDataException($"{first.Version} was trained on \"{own.Split}\" ({string.Join(", ", own.TrainOnly)}), {second.Version} on \"{other.Split}\" ({string.Join(", ", other.TrainOnly)}): train both alike.");
        return own;
    }

    private async Task<(List<Sample> Validation, List<Sample> Test)> ReadAsync(ModelManifest manifest, TrainingProvenance provenance, string data, CancellationToken cancellationToken)
    {
        var reader = new TrainingSetReader(PromptTemplates.Of(manifest.PromptTemplate), Ingredients.Describe, progress);
        var (samples, report) = await reader.ReadPartAsync(new DataPart(data), new SampleOptions { MaxPrefixCharacters = manifest.MaxPrefixCharacters }, cancellationToken);
        if (provenance.Knows(report.Files) is not { } known || provenance.TrainOnly.Contains(known.DataSet))
            throw new TrainingDataException($"{DataFolder.NameOf(data)} is not the data that {manifest.Name} was divided on.");
        ISplitRule rule = provenance.Seed is { } seed ? new PatientSplit(seed) : new TemporalSplit();
        var divided = samples.Zip(rule.Divide(samples)).ToLookup(entry => entry.Second, entry => entry.First);
        if (!divided[Split.Validation].Any(sample => sample.Labels.Any(name => manifest.Candidates.Contains(name))))
            throw new TrainingDataException($"No drug of the model is ordered in the validation part of {DataFolder.NameOf(data)}, so the thresholds of the two together cannot be tuned. More patients are needed.");
        return ([.. divided[Split.Validation]], [.. divided[Split.Test]]);
    }

    private static async Task<ModelPackage> TuneAsync(ModelPackage package, List<Sample> validation, CancellationToken cancellationToken)
    {
        using var scorer = PackageScorers.Open(package);
        var scored = new List<(Sample, IReadOnlyList<double>)>();
        foreach (var sample in validation)
            scored.Add((sample, [.. (await scorer.ScoreAsync(sample.Prompt, DateTimeOffset.MaxValue, cancellationToken)).Scores.Select(score => score.Probability)]));
        var scores = ValidationScores.Of(scored, package.Manifest.Candidates);
        var threshold = ThresholdTuner.Steady(scores, ThresholdRule.OfModels, [.. validation.Select(sample => sample.PatientKey)], seed: 0);
        return ModelPackageWriter.Write(package.Folder, package.Manifest with { Thresholds = ThresholdTuner.PerDrug(scores, ThresholdRule.OfModels, threshold) }, package.Formulary);
    }

    private static async Task MeasureAsync(ModelPackage package, List<Sample> test, TrainingProvenance provenance, CancellationToken cancellationToken)
    {
        using var scorer = PackageScorers.Open(package);
        var recommender = new PackageRecommender(package.Manifest.Name, package.Manifest.Candidates, scorer);
        var metrics = await ManifestDraft.MetricsAsync(recommender, test, provenance, cancellationToken);
        ModelPackageWriter.Write(package.Folder, package.Manifest with { Metrics = metrics }, package.Formulary);
    }

    private static void Copy(ModelPackage package, string folder)
    {
        Directory.CreateDirectory(folder);
        // A second reader that is there already is replaced.
        foreach (var file in package.Manifest.Files.Keys.Where(file => file == Path.GetFileName(file)))
            File.Copy(package.PathOf(file), Path.Combine(folder, file));
    }
}
