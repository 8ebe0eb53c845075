using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Safety.Knowledge;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety;

/// <summary>Finds, for a drug that will be proposed, what it renews, what it is for, and which words of the prompt it rests on.</summary>
internal sealed class EvidenceBuilder(DrugKnowledge knowledge)
{
    private const int MostQuotes = 6, FewestQuotes = 2;

    /// <summary>A fall that would be read as 0.01 or more. Less is no reason to read on.</summary>
    private const double Telling = 0.005;

    public MedicationProposal Propose(
        MedicationScore score, ImmutableArray<DetectedIssue> issues, ClinicalContext context, Prompt prompt, CandidateScores scores)
    {
        var renewed = context.Medications.Where(medicine => medicine.Ingredients.Contains(score.Drug) && medicine.Source.Type == "MedicationRequest")
            .OrderByDescending(medicine => medicine.Authored).ThenBy(medicine => medicine.Source.ToString(), StringComparer.Ordinal).FirstOrDefault();
        var indications = knowledge.Content.Indications.Where(entry => knowledge.Matches(entry.Key, score.Drug)).SelectMany(entry => entry.Value).ToImmutableArray();
        var reasons = Conditions.Active(context, indications).Select(condition => condition.Source).Distinct().ToImmutableArray();
        return new MedicationProposal(score, renewed?.Source, reasons, issues, Quotes(score.Drug, renewed, reasons, context, prompt, scores));
    }

    /// <summary>Segments whose sources speak for the drug, then those of the fields on which the model's score rests most.</summary>
    private static ImmutableArray<ProposalEvidence> Quotes(
        string drug, MedicationFact? renewed, ImmutableArray<ResourceKey> reasons, ClinicalContext context, Prompt prompt, CandidateScores scores)
    {
        var weights = scores.Influences.IsDefault ? [] : scores.Influences.Where(influence => influence.Drug == drug).ToDictionary(influence => influence.Field, influence => influence.Drop);
        return
        [
            .. prompt.Segments
                .Select(segment => (Segment: segment, Weight: weights.TryGetValue(segment.Field, out var drop) ? drop : (double?)null, Speaks: Speaks(segment)))
                .Where(entry => entry.Speaks || entry.Weight > 0)
                .OrderByDescending(entry => entry.Speaks).ThenByDescending(entry => entry.Weight ?? 0).ThenBy(entry => entry.Segment.Start)
                // Where the same stands in several fields no single one tells: then the two that come nearest.
                .Where((entry, i) => i < MostQuotes && (entry.Speaks || entry.Weight >= Telling || i < FewestQuotes))
                .Select(entry => new ProposalEvidence(
                    entry.Segment.Field, entry.Segment.Source, EvidenceQuote.Of(prompt, entry.Segment, context), entry.Segment.SourceStart, entry.Segment.SourceLength,
                    entry.Weight is { } weight ? Math.Round(weight, 4) : null)),
        ];

        bool Speaks(PromptSegment segment) =>
            segment.Source is { } source && (source.Unversioned == renewed?.Source.Unversioned || reasons.Any(reason => reason.Unversioned == source.Unversioned));
    }
}
