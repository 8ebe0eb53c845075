using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Training.Data;
using MedRecCloud.Training.Evaluation;

namespace MedRecCloud.Training.Learning;

/// <summary>Fills a manifest from what training found out: calibration, thresholds, usual numbers of drugs, and the figures on the test part.</summary>
internal sealed record ManifestDraft(string Name, string Version, string Kind, string Template, int MaxPrefixCharacters, int ContextTokens)
{
    /// <summary>Hash of the base or teacher it was made from (<see cref="RunIdentity.OfFolder"/>); null for none.</summary>
    public string? Base { get; init; }

    /// <param name="set">Thresholds and calibration come from its validation part, figures from its test part.</param>
    /// <param name="scorer">The trained model.</param>
    /// <param name="validation">What tunes it.</param>
    /// <param name="settings">How it was trained, for the manifest.</param>
    public async Task<ModelManifest> CompleteAsync(TrainingSet set, ITorchScorer scorer, ValidationSet validation, object settings, CancellationToken cancellationToken)
    {
        var (calibration, thresholds) = validation.Tune(scorer);
        var training = JsonSerializer.SerializeToNode(set.Provenance.ToJson(), ClinicalJson.Options)!;
        if (Base is not null)
            training["base"] = Base;
        if (set.IsTunedOnTraining)
            training["tunedOn"] = "training";
        training["settings"] = JsonSerializer.SerializeToNode(settings, ClinicalJson.Options);
        var metrics = await MetricsAsync(new TunedRecommender(Name, scorer, calibration, thresholds), set.Test, set.Provenance, cancellationToken);
        return new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = Name,
            Version = Version,
            Kind = Kind,
            PromptTemplate = Template,
            ContextTokens = ContextTokens,
            MaxPrefixCharacters = MaxPrefixCharacters,
            Candidates = scorer.Drugs,
            Thresholds = thresholds,
            ShareOfBest = ThresholdRule.OfModels.ShareOfBest,
            Calibration = calibration,
            DrugCounts = Counts(set.Train),
            Ages = Ages(set.Train),
            Classes = [.. set.Train.Select(sample => sample.Class).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)],
            Files = ImmutableSortedDictionary<string, string>.Empty,
            Training = JsonSerializer.SerializeToElement(training, ClinicalJson.Options),
            Metrics = metrics,
        };
    }

    /// <summary>The figures on the test part; null when nothing is ordered in it.</summary>
    internal static async Task<JsonElement?> MetricsAsync(IRecommender recommender, IReadOnlyList<Sample> test, TrainingProvenance provenance, CancellationToken cancellationToken)
    {
        if (test.All(sample => sample.Labels.IsEmpty))
            return null;
        var run = new List<Scored>();
        foreach (var sample in test)
            run.Add(new Scored(sample, await recommender.RecommendAsync(sample, cancellationToken)));
        var judgement = new Judge(Interactions.OfKnowledge(DrugKnowledge.Shipped), provenance.Seed ?? 0)
            .Of(recommender.Name, isBaseline: false, [new ScoredRun(recommender, run)], provenance.HeldOutDrugs);
        return JsonSerializer.SerializeToElement(new { withOrders = judgement.Metrics, allEncounters = judgement.All }, ClinicalJson.Options);
    }

    /// <summary>Lowest to highest year; null where no birth date is known.</summary>
    internal static AgeRange? Ages(IEnumerable<Sample> train) =>
        train.Select(sample => sample.Age).OfType<int>().ToArray() is { Length: > 0 } years ? new AgeRange(years.Min(), years.Max()) : null;

    /// <summary>Over training encounters with orders, by encounter class; "" for all together.</summary>
    private static ImmutableSortedDictionary<string, DrugCount> Counts(IEnumerable<Sample> train) => train.Where(sample => !sample.Labels.IsEmpty)
        .SelectMany(sample => new[] { "", sample.Class }.Distinct().Select(name => KeyValuePair.Create(name, sample.Labels.Length)))
        .GroupBy(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(group => group.Key, group =>
        {
            var counts = group.Order().ToArray();
            var mean = counts.Average();
            return new DrugCount(mean, Math.Sqrt(counts.Average(count => (count - mean) * (count - mean))), counts[(int)Math.Min(counts.Length - 1, Math.Ceiling(0.99 * counts.Length) - 1)]);
        }, StringComparer.Ordinal);
}
