using System.Collections.Immutable;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary>A stored outcome as cards.</summary>
/// <param name="PatientId">FHIR id of the patient the outcome is about; null where the Bundle names none.</param>
/// <param name="Cards">The choice of proposals, or the word that there is none, and its findings.</param>
public sealed record OutcomeCards(string? PatientId, ImmutableArray<Card> Cards)
{
    /// <summary>The choice without the drugs that the clinician has drafted already; null when nothing is left to choose.</summary>
    public Card? ChoiceBeside(IReadOnlyCollection<string> drafted)
    {
        if (Cards.FirstOrDefault(card => card.Suggestions is not null) is not { } choice) return null;
        ImmutableArray<CardSuggestion> left = [.. choice.Suggestions!.Value.Where(suggestion => !drafted.Contains(suggestion.Drug))];
        return left.IsEmpty ? null : choice with { Suggestions = left };
    }
}
