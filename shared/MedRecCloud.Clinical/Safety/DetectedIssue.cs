using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Safety;

/// <summary>A problem found with one candidate drug.</summary>
/// <param name="RuleId">The knowledge file's rule, e.g. <c>ddi-warfarin-nsaid</c>.</param>
/// <param name="Drug">The candidate's ingredient name.</param>
/// <param name="With">The other drug, class or substance it is about, when there is one.</param>
/// <param name="Detail">One sentence for a clinician. May name drugs and findings of this patient, so it is PHI: never logged.</param>
/// <param name="Implicated">The resources it rests on.</param>
/// <param name="Citation">Where the rule comes from.</param>
/// <param name="Mitigation">What would make it acceptable, when the rule knows one.</param>
public sealed record DetectedIssue(
    string RuleId,
    IssueCode Code,
    IssueSeverity Severity,
    string Drug,
    string? With,
    string Detail,
    ImmutableArray<ResourceKey> Implicated,
    string Citation,
    string? Mitigation = null);
