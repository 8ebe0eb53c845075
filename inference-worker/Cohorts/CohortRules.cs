using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>The manifest's own thresholds and formulary, laid over a model's scores.</summary>
internal static class CohortRules
{
    /// <returns>Null when the formulary leaves none of the model's drugs.</returns>
    public static CandidateScores? Apply(CandidateScores scores, CohortManifest manifest)
    {
        if (manifest.Formulary.IsDefaultOrEmpty && manifest.Thresholds.Count == 0) return scores;
        var kept = scores.Scores.Where(score => manifest.Formulary.IsDefaultOrEmpty || manifest.Formulary.Contains(score.Drug))
            .Select(score => manifest.Thresholds.TryGetValue(score.Drug, out var threshold) ? score with { Threshold = threshold } : score).ToImmutableArray();
        return kept.IsEmpty ? null : new CandidateScores(kept, scores.Model)
        {
            Degraded = scores.Degraded, Cut = scores.Cut, UnknownCodes = scores.UnknownCodes, Influences = [.. scores.Influences.Where(influence => kept.Any(score => score.Drug == influence.Drug))],
        };
    }
}
