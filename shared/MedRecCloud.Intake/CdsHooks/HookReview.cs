using System.Collections.Immutable;
using MedRecCloud.Fhir.CdsHooks;

namespace MedRecCloud.Intake.CdsHooks;

/// <summary>Which cards a hook gets.</summary>
internal sealed class HookReview(StoredCards stored, OrderReview orders, ShownMemory memory)
{
    /// <summary>The cards, remembered so that feedback on them finds its way back.</summary>
    public async Task<CardResponse> AnswerAsync(ServiceDescription service, HookRequest request, CancellationToken cancellationToken)
    {
        var found = service.Hook == "order-sign" ? null : await stored.FindAsync(request, cancellationToken);
        var server = stored.ServerOf(request) ?? "unknown";
        if (found is { } outcome) await memory.KeepAsync(outcome.Server, outcome.EncounterId, outcome.Cards.Cards, cancellationToken);
        if (service.Hook == "patient-view") return new CardResponse(found?.Cards.Cards ?? []);

        var review = orders.Review(request);
        await memory.KeepAsync(server, request.EncounterId ?? found?.EncounterId, review.Cards, cancellationToken);
        var drafted = orders.Drugs(request);
        var choice = drafted.IsEmpty ? null : found?.Cards.ChoiceBeside(drafted);
        return choice is null ? review : new CardResponse(review.Cards.Add(choice));
    }
}
