using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;

namespace MedRecCloud.Training.Data;

/// <summary>Where a training set came from: the <c>training</c> part of a model's manifest. It lets an evaluation see that a model knows its test data.</summary>
/// <param name="DataSets">With the SHA-256 of every file.</param>
/// <param name="TrainOnly">Names of the data sets that were trained on as a whole.</param>
/// <param name="Split">How the others were divided, e.g. <c>patients 70/10/20, seed 0</c>.</param>
/// <param name="Seed">The split's seed; null for a split without one.</param>
/// <param name="HeldOutDrugs">Drugs removed from the training labels.</param>
internal sealed record TrainingProvenance(
    ImmutableArray<CohortReport> DataSets, ImmutableArray<string> TrainOnly, string Split, int? Seed, ImmutableArray<string> HeldOutDrugs)
{
    /// <summary>By data set, the share of its encounters that was learnt from, where not all were.</summary>
    public ImmutableSortedDictionary<string, double> LearnShares { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The share of the training patients that was used, see <see cref="Splits.TrainingShare"/>.</summary>
    public double TrainShare { get; init; } = 1;

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, ClinicalJson.Options);

    /// <summary>Null when the manifest tells nothing that can be read as provenance.</summary>
    public static TrainingProvenance? Of(JsonElement? training)
    {
        try
        {
            return training?.Deserialize<TrainingProvenance>(ClinicalJson.Options) is { DataSets.IsDefault: false, TrainOnly.IsDefault: false } read
                ? read with { HeldOutDrugs = read.HeldOutDrugs.IsDefault ? [] : read.HeldOutDrugs } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The data set of the training that shares a file with these, by checksum; null when the files are new to the model.</summary>
    public CohortReport? Knows(ImmutableSortedDictionary<string, string> files) =>
        DataSets.FirstOrDefault(data => data.Files.Values.Intersect(files.Values, StringComparer.Ordinal).Any());
}
