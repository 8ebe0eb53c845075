using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Some;

/// <summary>A made-up model's manifest.</summary>
internal static class Model
{
    public static ModelManifest Manifest(params string[] drugs) => new()
    {
        Format = ModelManifest.CurrentFormat,
        Name = "some-model",
        Version = "1",
        Kind = "lamo",
        PromptTemplate = "medrec-2",
        Candidates = [.. drugs],
        Thresholds = [.. drugs.Select(_ => 0.5)],
        Calibration = new Calibration(1, 0),
        DrugCounts = ImmutableSortedDictionary<string, DrugCount>.Empty.Add("", new DrugCount(3, 2, 8)),
        Files = ImmutableSortedDictionary<string, string>.Empty,
    };
}
