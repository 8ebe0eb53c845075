using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>
/// A patient's part of the question put to a model, and what the model needs to ask it for each candidate drug.
/// LAMO asks "prefix + suffix(drug)" per drug; LEADER's teacher reads the prefix alone, its student <see cref="Codes"/>, <see cref="Histories"/> and <see cref="Aspects"/>.
/// </summary>
/// <param name="TemplateVersion">Version of the template that wrote it; a model package names the one it was trained with.</param>
/// <param name="Prefix">The text shared by all candidates. Ends at a boundary across which no tokenizer merges.</param>
/// <param name="Segments">Which characters of <paramref name="Prefix"/> came from which source; in order, not overlapping.</param>
/// <param name="Histories">Each past drug's own history in this patient, by ingredient name; a drug not in it was never ordered.</param>
/// <param name="Codes">The same patient as sets of codes per visit, oldest first, for the LEADER student and the baselines.</param>
/// <param name="Cut">What was left out to stay within the length limit, in words without PHI ("3 oldest visits"); empty when nothing was.</param>
public sealed record Prompt(
    string TemplateVersion,
    string Prefix,
    ImmutableArray<PromptSegment> Segments,
    ImmutableSortedDictionary<string, CandidateHistory> Histories,
    CodeHistory Codes,
    ImmutableArray<string> Cut)
{
    /// <summary>What makes the visit comparable to others: a model whose package counts usage looks it up by this.</summary>
    public VisitAspects Aspects { get; init; } = VisitAspects.None;
}
