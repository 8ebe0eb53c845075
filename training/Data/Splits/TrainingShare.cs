using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Training.Data.Splits;

/// <summary>A part of the training patients, for learning curves: a smaller share's patients are among a larger one's. Validation and test stay whole.</summary>
internal static class TrainingShare
{
    /// <summary>The samples of that share of their patients, at least one patient.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    /// <param name="seed">Draws the patients.</param>
    public static IReadOnlyList<Sample> Of(IReadOnlyList<Sample> train, double share, int seed)
    {
        if (share is <= 0 or > 1 or double.NaN)
            throw new ArgumentException($"The share of training patients ({share}) must lie above 0 and be at most 1.", nameof(share));
        if (share == 1)
            return train;
        var patients = train.Select(sample => sample.PatientKey).Distinct(StringComparer.Ordinal).OrderBy(Rank, StringComparer.Ordinal).ToList();
        var kept = patients.Take(Math.Max(1, (int)Math.Round(share * patients.Count))).ToHashSet(StringComparer.Ordinal);
        return [.. train.Where(sample => kept.Contains(sample.PatientKey))];

        // Another order than the split's own, or the training part's first patients would always be the same.
        string Rank(string patientKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"share|{seed}|{patientKey[(patientKey.IndexOf('/') + 1)..]}")));
    }
}
