using System.Collections.Concurrent;
using System.Collections.Immutable;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Storage.Feedback;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>Remembers the cards that are shown, once for each outcome or call.</summary>
internal sealed class ShownMemory(IFeedbackStore store)
{
    private const int MostGroups = 50_000;

    /// <summary>Groups this process stored already; emptied when it has grown, since storing again does no harm.</summary>
    private readonly ConcurrentDictionary<string, byte> _stored = new();

    public async Task KeepAsync(string server, string? encounterId, ImmutableArray<Card> cards, CancellationToken cancellationToken)
    {
        if (cards.IsEmpty || CardUuid.GroupOf(cards[0].Uuid) is not { } group || _stored.ContainsKey(group)) return;
        await store.RememberAsync(new ShownCards(group, server, encounterId, [.. cards.Select(Shown)]), cancellationToken);
        if (_stored.Count >= MostGroups) _stored.Clear();
        _stored[group] = 0;
    }

    private static ShownCard Shown(Card card) => new(
        card.Uuid, card.Source.Topic.Code, card.Drugs ?? [],
        [.. card.Suggestions?.Select(suggestion => new ShownSuggestion(suggestion.Uuid, suggestion.Drug)) ?? []]);
}
