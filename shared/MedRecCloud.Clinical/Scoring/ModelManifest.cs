using System.Collections.Immutable;
using System.Text.Json;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>manifest.json of a model package. Files are named relative to the package's folder; every one has its SHA-256.</summary>
public sealed record ModelManifest
{
    /// <summary>The newest format this code reads; a package of a newer one is refused.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }

    /// <summary>lamo, leader-teacher or leader-student.</summary>
    public required string Kind { get; init; }

    public required string PromptTemplate { get; init; }

    /// <summary>Longest prompt in tokens (prefix and suffix together).</summary>
    public int ContextTokens { get; init; }

    /// <summary>Upper limit handed to the template, in characters.</summary>
    public int MaxPrefixCharacters { get; init; } = 12_000;

    /// <summary>Names in the order of the model's outputs; must equal formulary.json.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>Decision threshold per drug on the calibrated probability, in the order of <see cref="Candidates"/>; tuned on validation only.</summary>
    public required ImmutableArray<double> Thresholds { get; init; }

    /// <summary>A drug must also reach this share of the highest probability of its encounter, 0 to 1: beside a drug that is nearly certain a doubtful one is left out.</summary>
    public double ShareOfBest { get; init; }

    /// <summary>p = sigmoid(Slope * logit + Intercept).</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>Mean and spread of the number of drugs per encounter in training, for the count check: key = encounter class, "" = all.</summary>
    public ImmutableSortedDictionary<string, DrugCount> DrugCounts { get; init; } = ImmutableSortedDictionary<string, DrugCount>.Empty;

    /// <summary>From the youngest to the oldest patient of the training encounters; null in packages that do not say, which serve every age.</summary>
    public AgeRange? Ages { get; init; }

    /// <summary>Encounter classes of the training encounters, those without orders included; empty in packages that do not say, which serve every class.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    public ImmutableArray<AdapterEntry> Adapters { get; init; } = [];

    /// <summary>A LEADER student inside a LAMO package that scores every prompt as well; null when the model answers alone.</summary>
    public SecondReader? Second { get; init; }

    /// <summary>What only this kind of model needs (shapes, code vocabularies' file names), written and read by its exporter and scorer.</summary>
    public JsonElement? Architecture { get; init; }

    /// <summary>SHA-256, lower-case hex, by file name.</summary>
    public required ImmutableSortedDictionary<string, string> Files { get; init; }

    /// <summary>Data sets with checksums, config hash, seed, date.</summary>
    public JsonElement? Training { get; init; }

    /// <summary>Metrics on the held-out test split.</summary>
    public JsonElement? Metrics { get; init; }

    /// <summary>What each candidate must reach in one encounter: its own threshold and <see cref="ShareOfBest"/> of the encounter's highest probability.</summary>
    /// <param name="probabilities">Of all candidates in that encounter.</param>
    public ImmutableArray<double> ThresholdsAmong(IEnumerable<double> probabilities)
    {
        var least = ShareOfBest * probabilities.Max();
        return [.. Thresholds.Select(own => Math.Max(own, least))];
    }
}

/// <summary>Platt scaling of the raw logit.</summary>
public sealed record Calibration(double Slope, double Intercept)
{
    public double Apply(double logit) => 1 / (1 + Math.Exp(-(Slope * logit + Intercept)));
}

/// <summary>How many drugs comparable encounters received.</summary>
/// <param name="Upper">99th percentile.</param>
public sealed record DrugCount(double Mean, double Deviation, int Upper);

/// <summary>One LoRA adapter of a package.</summary>
/// <param name="Group">The drug group it scores.</param>
/// <param name="File">safetensors file with <c>lora.{layer}.{projection}.A/.B</c>, alpha/rank folded into B.</param>
/// <param name="Semantics"><c>full</c>: acts on the whole prompt, as in the paper; <c>candidate-only</c>: on the candidate's tokens.</param>
public sealed record AdapterEntry(string Group, string File, string Semantics);
