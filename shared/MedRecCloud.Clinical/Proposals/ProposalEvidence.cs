using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Proposals;

/// <summary>One fact or note span behind a proposal.</summary>
/// <param name="Field">The prompt field it stood in.</param>
/// <param name="Quote">The words that the model read; whole where it read only their beginning.</param>
/// <param name="Start">For a note: first character in its plain text.</param>
/// <param name="Weight">How much the probability falls without its field, when measured.</param>
public sealed record ProposalEvidence(string Field, ResourceKey? Source, string Quote, int? Start, int? Length, double? Weight);
