using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Measures what each field of the prompt carries for the proposed drugs: they are scored again with the field left out (occlusion). Costs one reading of the
/// prefix per field, so it ends when its budget is used up: a multiple of the scoring's own tokens, not of its time, so that the same request is always explained alike. A second reader keeps what it said: only the text is varied.
/// </summary>
internal sealed class FieldInfluences(LamoParts parts, PackedScorer scorer, Func<Prompt, string, LamoPrompt> prepare)
{
    // Proposals only; packs are short anyway.
    private const int PackSize = 10;

    /// <param name="second">The second reader's probabilities; null without one.</param>
    public CandidateScores AddTo(CandidateScores scores, double[]? second, LamoPrompt read)
    {
        var prompt = read.Source;
        int[] drugs = [.. Enumerable.Range(0, scores.Scores.Length)
            .Where(drug => scores.Scores[drug].Probability >= scores.Scores[drug].Threshold)
            .OrderByDescending(drug => scores.Scores[drug].Probability)
            .Take(parts.Options.InfluenceDrugs)];
        if (drugs.Length == 0) return scores;
        var plan = PackPlan.Create(parts.Adapters, drugs, Math.Min(PackSize, parts.MostInPack));
        var left = read.Cost * parts.Options.InfluenceBudget;
        var found = ImmutableArray.CreateBuilder<SegmentInfluence>();
        foreach (var field in prompt.Segments.Select(segment => segment.Field).Distinct())
        {
            var variant = prepare(prompt, Without(prompt, field));
            left -= (double)variant.Prefix.Length * plan.Scopes.Count + drugs.Sum(drug => variant.Candidates[drug].Length);
            if (left < 0) break;
            double[] logits;
            try
            {
                logits = scorer.Score([variant], plan)[0];
            }
            catch (MemoryExhaustedException)
            {
                // Other lanes hold what is left. The scores stand; only why is told in part.
                parts.Metrics.ExplanationCutShort();
                break;
            }

            foreach (var drug in drugs)
                found.Add(new SegmentInfluence(scores.Scores[drug].Drug, field, scores.Scores[drug].Probability - parts.Sheet.Probability(logits[drug], second?[drug])));
        }

        return scores with { Influences = found.ToImmutable() };
    }

    private static string Without(Prompt prompt, string field)
    {
        var text = prompt.Prefix;
        foreach (var segment in prompt.Segments.Where(segment => segment.Field == field).OrderByDescending(segment => segment.Start))
            text = text.Remove(segment.Start, segment.Length);
        return text;
    }
}
