using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Training.Data.Splits;

/// <summary>
/// Patient-disjoint: all encounters of a patient fall into one part. The order of patients depends on the seed and their ids alone, so a data set read together
/// with others is divided as it is by itself.
/// </summary>
internal sealed class PatientSplit : ISplitRule
{
    private readonly int _seed;
    private readonly double _train, _validation;

    /// <param name="train">Share of the patients, 0 to 1.</param>
    /// <param name="validation">Share of the patients; what remains is for the test.</param>
    public PatientSplit(int seed, double train = 0.7, double validation = 0.1)
    {
        if (train is <= 0 or > 1 || validation < 0 || train + validation > 1)
            throw new ArgumentException($"The shares of training ({train}) and validation ({validation}) must lie between 0 and 1 together.", nameof(train));
        (_seed, _train, _validation) = (seed, train, validation);
    }

    public string Name => FormattableString.Invariant($"patients {100 * _train:0}/{100 * _validation:0}/{100 * (1 - _train - _validation):0}, seed {_seed}");

    public int? Seed => _seed;

    public IReadOnlyList<Split?> Divide(IReadOnlyList<Sample> samples)
    {
        var patients = samples.Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).OrderBy(Rank, StringComparer.Ordinal).ToList();
        var (train, validation) = ((int)Math.Round(_train * patients.Count), (int)Math.Round(_validation * patients.Count));
        var part = patients.Select((patient, i) => (patient, Split: i < train ? Split.Train : i < train + validation ? Split.Validation : Split.Test))
            .ToDictionary(entry => entry.patient, entry => entry.Split, StringComparer.Ordinal);
        return [.. samples.Select(sample => (Split?)part[sample.PatientKey])];
    }

    // The data set's name is left out: a copied or renamed folder is divided alike.
    private string Rank(string patientKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_seed}|{patientKey[(patientKey.IndexOf('/') + 1)..]}")));
}
