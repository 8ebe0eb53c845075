using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Storage;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>An outcome as the line of a part.</summary>
internal static class ResultLine
{
    /// <param name="asked">See <see cref="CohortResult.Asked"/>.</param>
    public static CohortResult Failed(AskedEncounter encounter, string reason, string? asked) =>
        new() { Encounter = encounter.Encounter.Id, Patient = encounter.Patient, Outcome = "failed", Reason = reason, Orders = encounter.Cut.Ordered, Asked = asked };

    /// <inheritdoc cref="Failed"/>
    public static CohortResult Of(AskedEncounter encounter, ProposalOutcome outcome, CandidateScores scores, string? asked)
    {
        var context = encounter.Cut.Context!;
        var line = new CohortResult
        {
            Encounter = encounter.Encounter.Id,
            Patient = encounter.Patient,
            Outcome = "abstained",
            Orders = encounter.Cut.Ordered,
            Age = context.Age,
            Sex = context.Patient.Sex,
            Class = context.Encounter.Class,
            Asked = asked,
            Model = scores.Model.ToString(),
            Degraded = scores.Degraded,
        };
        return outcome switch
        {
            ProposalOutcome.Proposed { Review: var review } => line with
            {
                Outcome = "proposed",
                Drugs = [.. review.Accepted.Select(proposal => new ProposedDrug(proposal.Score.Drug, Math.Round(proposal.Score.Probability, 4)))
                    .OrderByDescending(drug => drug.Probability).ThenBy(drug => drug.Drug, StringComparer.Ordinal)],
                Findings = Findings(review.Accepted.SelectMany(proposal => proposal.Issues), review.Rejected),
            },
            ProposalOutcome.Abstained abstained => line with { Reason = Word(abstained.Reason), Findings = Findings([], abstained.Rejected) },
            _ => throw new ArgumentException("An outcome of an unknown kind.", nameof(outcome)),
        };
    }

    private static ImmutableArray<string> Findings(IEnumerable<DetectedIssue> accepted, ImmutableArray<RejectedCandidate> rejected) =>
        [.. accepted.Select(Name).Concat(rejected.SelectMany(candidate => candidate.Issues.Select(issue => "rejected:" + Name(issue)))).Order(StringComparer.Ordinal)];

    private static string Name(DetectedIssue issue) => $"{Word(issue.Severity)}:{issue.RuleId}";

    private static string Word<T>(T word) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString());
}
