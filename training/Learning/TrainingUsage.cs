using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;

namespace MedRecCloud.Training.Learning;

/// <summary>
/// Usage counts for learning and for serving. A training visit is looked up in counts that leave out its patient's fold, or the model would learn to read the
/// answer; every other visit in the counts of all training visits, which go into the package.
/// </summary>
internal sealed class TrainingUsage
{
    private const int Folds = 5;

    private readonly Dictionary<string, UsageTable> _withoutPatient = new(StringComparer.Ordinal);

    /// <param name="set">Its training part is counted, visits without orders included; drugs held out of training are not.</param>
    public TrainingUsage(TrainingSet set)
        : this(set.Train, [.. set.Formulary.Drugs.Select(drug => drug.Name).Except(set.Provenance.HeldOutDrugs)], set.Provenance.Seed ?? 0)
    {
    }

    /// <param name="train">All training visits.</param>
    /// <param name="drugs">The drugs to count.</param>
    /// <param name="seed">Of the folds.</param>
    public TrainingUsage(IReadOnlyList<Sample> train, IReadOnlyList<string> drugs, int seed)
    {
        var patients = train.Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(patients);
        var fold = patients.Select((patient, i) => (patient, i)).ToDictionary(entry => entry.patient, entry => entry.i % Folds, StringComparer.Ordinal);
        var tables = Enumerable.Range(0, Folds).Select(held => Count(train.Where(sample => fold[sample.PatientKey] != held), drugs)).ToArray();
        foreach (var patient in patients)
            _withoutPatient[patient] = tables[fold[patient]];
        Table = Count(train, drugs);
    }

    /// <summary>All training visits.</summary>
    public UsageTable Table { get; }

    public VisitUsage Of(Sample sample) => _withoutPatient.GetValueOrDefault(sample.PatientKey, Table).For(sample.Prompt.Aspects);

    private static UsageTable Count(IEnumerable<Sample> samples, IReadOnlyList<string> drugs) =>
        UsageTable.Count(samples.Select(sample => (sample.Prompt.Aspects, (IReadOnlyCollection<string>)sample.Labels)), drugs);
}
