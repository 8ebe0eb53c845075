using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>The manifest's own thresholds and formulary, laid over a model's scores. A manifest that repeats what the package says changes nothing.</summary>
internal static class CohortRules
{
    /// <returns>Null when the formulary leaves none of the model's drugs.</returns>
    public static CandidateScores? Apply(CandidateScores scores, CohortManifest manifest, ModelManifest model)
    {
        if (manifest.Formulary.IsDefaultOrEmpty && manifest.Thresholds.Count == 0) return scores;
        // Of all drugs of the model, as in ModelManifest.ThresholdsAmong: a doubtful drug does not become less so because the certain one is not in the formulary.
        var least = model.ShareOfBest * scores.Scores.Max(score => score.Probability);
        var kept = scores.Scores.Where(score => manifest.Formulary.IsDefaultOrEmpty || manifest.Formulary.Contains(score.Drug))
            .Select(score => manifest.Thresholds.TryGetValue(score.Drug, out var threshold) ? score with { Threshold = Math.Max(threshold, least) } : score).ToImmutableArray();
        return kept.IsEmpty ? null : new CandidateScores(kept, scores.Model)
        {
            Degraded = scores.Degraded, Cut = scores.Cut, UnknownCodes = scores.UnknownCodes, Influences = [.. scores.Influences.Where(influence => kept.Any(score => score.Drug == influence.Drug))],
        };
    }

    /// <summary>Drugs that the manifest names and none of the models knows: misspelt, or not of their formularies. Ordinal order.</summary>
    public static ImmutableArray<string> Unknown(CohortManifest manifest, IEnumerable<ModelManifest> models)
    {
        var known = models.SelectMany(model => model.Candidates).ToHashSet(StringComparer.Ordinal);
        return known.Count == 0 ? [] : [.. manifest.Thresholds.Keys.Concat(manifest.Formulary).Where(drug => !known.Contains(drug)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
