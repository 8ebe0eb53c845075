using System.Collections.Immutable;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Storage.Feedback;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>Brings feedback back to the encounter whose card it is on, and stores it once.</summary>
internal sealed class FeedbackDesk(IFeedbackStore store)
{
    /// <summary>What became of a request.</summary>
    /// <param name="New">Stored now.</param>
    /// <param name="Known">On cards that were shown, those stored before included.</param>
    /// <param name="Problem">Null unless a part is wrong; then nothing was stored.</param>
    internal sealed record Result(ImmutableArray<OutcomeFeedback> New, int Known, string? Problem = null);

    public async Task<Result> StoreAsync(string service, FeedbackRequest request, CancellationToken cancellationToken)
    {
        var known = new List<OutcomeFeedback>();
        foreach (var item in request.Items)
        {
            var shown = await store.FindAsync(CardUuid.GroupOf(item.Card)!, cancellationToken);
            if (shown?.Cards.FirstOrDefault(card => card.Uuid == item.Card) is not { } card) continue;
            var taken = card.Suggestions.Where(suggestion => item.Accepted.Contains(suggestion.Uuid)).Select(suggestion => suggestion.Drug).ToImmutableArray();
            if (taken.Length != item.Accepted.Length) return new Result([], 0, "'acceptedSuggestions' names what the card did not suggest.");
            known.Add(new OutcomeFeedback
            {
                Server = shown.Server,
                EncounterId = shown.EncounterId,
                Service = service,
                Card = item.Card,
                Topic = card.Topic,
                Drugs = item.Outcome == OutcomeFeedback.Accepted ? taken : card.Drugs,
                Outcome = item.Outcome,
                ReasonCode = item.ReasonCode,
                ReasonSystem = item.ReasonSystem,
                Comment = item.Comment,
                At = item.At,
            });
        }

        var added = ImmutableArray.CreateBuilder<OutcomeFeedback>();
        foreach (var feedback in known)
            if (await store.StoreAsync(feedback, cancellationToken)) added.Add(feedback);
        return new Result(added.ToImmutable(), known.Count);
    }
}
