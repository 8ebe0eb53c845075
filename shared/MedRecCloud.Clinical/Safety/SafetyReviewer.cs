using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Clinical.Safety;

/// <summary>
/// Puts every candidate before every check and decides: a high-severity finding forbids, lower ones are shown beside the proposal.
/// Among candidates that interact gravely with each other the better supported one is kept (the repair step).
/// </summary>
/// <remarks>
/// The repair looks at scores and interactions alone, not at what else was found. So one more allergy can only reject more: it never frees a candidate that another one
/// had displaced. A medicine the patient is on is no rival of a new one: what interacts gravely with it is rejected, and displaces nobody.
/// </remarks>
internal sealed class SafetyReviewer(ImmutableArray<ISafetyCheck> checks, EvidenceBuilder evidence)
{
    /// <param name="candidates">Those above their thresholds, in any order.</param>
    public SafetyReview Review(IEnumerable<MedicationScore> candidates, ClinicalContext context, Prompts.Prompt prompt, CandidateScores scores)
    {
        var ranked = candidates.OrderByDescending(score => score.Probability).ThenBy(score => score.Drug, StringComparer.Ordinal).ToArray();
        var drugs = ranked.Select(score => score.Drug).ToHashSet(StringComparer.Ordinal);
        var accepted = ImmutableArray.CreateBuilder<MedicationProposal>();
        var rejected = ImmutableArray.CreateBuilder<RejectedCandidate>();
        var missing = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var current = CurrentMedicines.Of(context).Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var score in ranked)
        {
            var issues = Issues(score.Drug, drugs, context);
            var grave = issues.Where(issue => issue.Severity == IssueSeverity.High).ToArray();
            var displacing = grave.FirstOrDefault(issue => IsAmong(issue) && kept.Contains(issue.With!));
            var reason = displacing is null ? grave.FirstOrDefault(issue => !IsAmong(issue))?.Detail : $"Interacts with {displacing.With}, which is better supported.";
            if (displacing is null && !grave.Any(issue => issue.Code == IssueCode.DrugInteraction && !IsAmong(issue))) kept.Add(score.Drug);
            if (reason is not null)
            {
                rejected.Add(new RejectedCandidate(score, reason, issues));
                continue;
            }

            accepted.Add(evidence.Propose(score, issues, context, prompt, scores));
            foreach (var input in checks.SelectMany(check => check.MissingInputs(score.Drug, context)).Distinct())
            {
                if (!missing.TryGetValue(input, out var drugsWithout)) missing[input] = drugsWithout = [];
                drugsWithout.Add(score.Drug);
            }
        }

        return new SafetyReview(accepted.ToImmutable(), rejected.ToImmutable(), [.. missing.Select(input => $"{input.Key} ({string.Join(", ", input.Value)})")]);

        // Two candidates of equal standing: both new, both on board, or the other one new.
        bool IsAmong(DetectedIssue issue) => issue.Code == IssueCode.DrugInteraction && issue.With is { } with && drugs.Contains(with)
            && (!current.Contains(with) || current.Contains(issue.Drug));
    }

    private ImmutableArray<DetectedIssue> Issues(string drug, HashSet<string> drugs, ClinicalContext context)
    {
        var others = drugs.Where(other => other != drug).ToArray();
        return
        [
            .. checks.SelectMany(check => check.Review(drug, others, context))
                .DistinctBy(issue => (issue.RuleId, issue.With, issue.Detail))
                .OrderByDescending(issue => issue.Severity).ThenBy(issue => issue.RuleId, StringComparer.Ordinal).ThenBy(issue => issue.With, StringComparer.Ordinal),
        ];
    }
}
