using System.Security.Cryptography;
using System.Text;

namespace MedRecCloud.Training.Data;

/// <summary>What changes the samples that a data folder gives.</summary>
internal sealed record SampleOptions
{
    /// <summary>Upper limit of a prompt's prefix in characters, as in the model's manifest.</summary>
    public int MaxPrefixCharacters { get; init; } = 12_000;

    /// <summary>
    /// MIMIC's ICD codes are assigned at discharge. False (the default) leaves those of the current admission out, as at t0 nobody knows them; true keeps them, as the
    /// published benchmarks do, for comparison only.
    /// </summary>
    public bool IncludeDischargeCodes { get; init; }

    /// <summary>Most encounters with orders of one patient, spread evenly over the patient's history; the rest is dropped. 0 for no limit.</summary>
    public int MaxEncountersPerPatient { get; init; }

    /// <summary>SHA-256 over the options and what else decides about the samples.</summary>
    public string Hash(string layout, string promptVersion) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"1|{layout}|{promptVersion}|{MaxPrefixCharacters}|{IncludeDischargeCodes}|{MaxEncountersPerPatient}")));
}
