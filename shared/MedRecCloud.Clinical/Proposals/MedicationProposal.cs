using System.Collections.Immutable;
using MedRecCloud.Clinical.Safety;
using MedRecCloud.Clinical.Scoring;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Proposals;

/// <summary>A drug proposed to the clinician; never an order.</summary>
/// <param name="Renews">The earlier order it continues, when the patient already had the drug.</param>
/// <param name="Reasons">Conditions it is likely for.</param>
/// <param name="Issues">Findings that do not forbid it but must be seen.</param>
/// <param name="Evidence">The facts and note spans the score rests on, strongest first.</param>
public sealed record MedicationProposal(
    MedicationScore Score,
    ResourceKey? Renews,
    ImmutableArray<ResourceKey> Reasons,
    ImmutableArray<DetectedIssue> Issues,
    ImmutableArray<ProposalEvidence> Evidence);
