using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.CdsHooks;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.Fhir.Tests.CdsHooks;

public sealed class ProposalCardsTests
{
    // As the template counts for a patient without visits.
    private const string Counts = "no such, no then, no last, no recent, no ever, no visits";

    [Fact]
    public void A_card_says_what_a_proposal_rests_on_in_words_and_without_ids()
    {
        var patient = Some.Patient.Aged(50).With("Hypertension").Context;
        var cards = Cards([("lisinopril", 0.9)], request => request with
        {
            Prompt = request.Prompt with
            {
                Prefix = "Hyper. " + Counts,
                Segments =
                [
                    new PromptSegment("Diagnose", 0, 5, patient.Conditions[0].Source), new PromptSegment("Before", 7, Counts.Length, request.Context.Encounter.Source),
                ],
                Cut = ["2 oldest visits", "text of notes"],
            },
        });
        Assert.Contains("- **lisinopril** (0.90)\n  - “Hypertension (read as ‘Hyper’)” (Diagnosis; without this field the probability rises by 0.30)\n  - “No earlier visit.” (Earlier orders, counted; without this field the probability falls by 0.10)\n", cards[0].Detail);
        Assert.Contains("\nThe record is longer than the model reads. Left out: the 2 oldest visits; the ends of long notes.\n", cards[0].Detail);
        Assert.DoesNotContain("_history", cards[0].Detail);
    }

    [Fact]
    public void A_findings_card_says_what_would_make_it_acceptable()
    {
        var cards = Cards([("naproxen", 0.9), ("ibuprofen", 0.8)], request => request);
        Assert.All(cards.Where(card => card.Source.Topic?.Code == "duplicate-atc4"), card => Assert.EndsWith("\n\nReview whether both are meant, or one replaces the other.", card.Detail));
        Assert.Equal(2, cards.Count(card => card.Source.Topic?.Code == "duplicate-atc4"));
    }

    private static IReadOnlyList<Card> Cards((string Drug, double Probability)[] scored, Func<InferenceRequest, InferenceRequest> change)
    {
        var request = change(Some.Patient.Aged(50).With("Hypertension").Request);
        var scores = Some.Patient.Scores(scored) with { Influences = [new("lisinopril", "Diagnose", -0.3), new("lisinopril", "Before", 0.1)] };
        var outcome = ProposalDecision.Shipped.Decide(scores, request, Some.Model.Manifest([.. scored.Select(one => one.Drug)]));
        return [.. ProposalCards.Of(ProposalBundleWriter.Write(outcome, request, scores.Model, scores)).Cards];
    }
}
