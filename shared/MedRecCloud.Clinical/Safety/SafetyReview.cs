using System.Collections.Immutable;
using MedRecCloud.Clinical.Proposals;

namespace MedRecCloud.Clinical.Safety;

/// <summary>The result of reviewing a model's candidates.</summary>
/// <param name="Accepted">Best supported first.</param>
/// <param name="Rejected">With at least one issue or reason each: the reader sees why not.</param>
/// <param name="MissingInputs">What could not be checked, in words without PHI.</param>
public sealed record SafetyReview(
    ImmutableArray<MedicationProposal> Accepted,
    ImmutableArray<RejectedCandidate> Rejected,
    ImmutableArray<string> MissingInputs);
