using System.Collections.Immutable;

namespace MedRecCloud.Storage.Feedback;

/// <summary>
/// The cards of one outcome, or of one call, that may come back in feedback: CDS Hooks feedback names a card's uuid and nothing else, so this says what it was about.
/// </summary>
/// <param name="Group">What the uuids have in common; see <c>CardUuid</c>.</param>
/// <param name="EncounterId">Null when the call named no encounter.</param>
public sealed record ShownCards(string Group, string Server, string? EncounterId, ImmutableArray<ShownCard> Cards);

/// <summary>One card.</summary>
/// <param name="Topic">A rule of the safety review, or what else the card is about.</param>
/// <param name="Drugs">The drugs it is about.</param>
public sealed record ShownCard(string Uuid, string Topic, ImmutableArray<string> Drugs, ImmutableArray<ShownSuggestion> Suggestions);

/// <summary>One suggestion of a card.</summary>
public sealed record ShownSuggestion(string Uuid, string Drug);
