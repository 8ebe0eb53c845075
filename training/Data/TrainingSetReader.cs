using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Training.Data.Splits;

namespace MedRecCloud.Training.Data;

/// <summary>Reads data folders into a training set. The samples (prompts and code sets, not the records) are held in memory.</summary>
internal sealed class TrainingSetReader(IPromptTemplate template, Func<string, Ingredient> describe, IProgress<ReadProgress> progress)
{
    /// <param name="parts">Each is divided by itself, unless it is for training only.</param>
    /// <param name="fewestOrders">See <see cref="FormularyBuilder.Build"/>.</param>
    /// <param name="trainShare">See <see cref="TrainingShare"/>; of each folder by itself.</param>
    /// <exception cref="TrainingDataException">A folder cannot be read, or the training part orders no medicine.</exception>
    public async Task<TrainingSet> ReadAsync(
        IReadOnlyList<DataPart> parts, ISplitRule rule, SampleOptions options, int fewestOrders, CancellationToken cancellationToken, double trainShare = 1)
    {
        var (train, validation, test) = (ImmutableArray.CreateBuilder<Sample>(), ImmutableArray.CreateBuilder<Sample>(), ImmutableArray.CreateBuilder<Sample>());
        var reports = ImmutableArray.CreateBuilder<CohortReport>();
        foreach (var part in parts)
        {
            var (samples, report) = await ReadPartAsync(part, options, cancellationToken);
            reports.Add(report);
            var splits = part.TrainOnly ? [.. samples.Select(_ => (Split?)Split.Train)] : rule.Divide(samples);
            train.AddRange(TrainingShare.Of([.. Only(Split.Train)], trainShare, rule.Seed ?? 0));
            validation.AddRange(Only(Split.Validation));
            test.AddRange(Only(Split.Test));

            IEnumerable<Sample> Only(Split wanted) => samples.Zip(splits).Where(pair => pair.Second == wanted).Select(pair => pair.First);
        }
        var formulary = FormularyBuilder.Build(train, describe, fewestOrders);
        return new TrainingSet(train.ToImmutable(), validation.ToImmutable(), test.ToImmutable(), formulary,
            new TrainingProvenance(reports.ToImmutable(), [.. parts.Where(part => part.TrainOnly).Select(part => DataFolder.NameOf(part.Folder))], rule.Name, rule.Seed, [])
            {
                TrainShare = trainShare,
                LearnShares = parts.Where(part => part.LearnShare < 1).ToImmutableSortedDictionary(part => DataFolder.NameOf(part.Folder), part => part.LearnShare, StringComparer.Ordinal),
            });
    }

    /// <summary>All samples of one folder, with its report.</summary>
    /// <exception cref="TrainingDataException">The folder cannot be read, or orders no medicine.</exception>
    public async Task<(IReadOnlyList<Sample> Samples, CohortReport Report)> ReadPartAsync(DataPart part, SampleOptions options, CancellationToken cancellationToken)
    {
        var own = options with { MaxEncountersPerPatient = part.MaxEncountersPerPatient };
        var (name, source, tally) = (DataFolder.NameOf(part.Folder), DataFolder.Open(part.Folder, own.IncludeDischargeCodes), new CohortTally());
        var samples = new SampleReader(template, own).Read(name, source, tally, progress, cancellationToken).ToList();
        var checksums = await ExportFiles.ChecksumsAsync(source.Files, cancellationToken);
        var report = tally.Report(name, source.Layout, checksums, own.Hash(source.Layout, template.Version));
        return report.Complaint() is { } complaint ? throw new TrainingDataException(complaint) : (samples, report);
    }
}
