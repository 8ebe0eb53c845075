using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary><c>patient-view</c>: a stored outcome as cards. A proposal becomes a suggestion to create a draft; nothing is created unless the clinician takes it.</summary>
public static class ProposalCards
{
    private static readonly CardSource s_source = new("MedRecCloud medication proposals");

    /// <param name="bundle">The stored Bundle, see <see cref="ProposalBundleWriter"/>.</param>
    public static CardResponse Of(ReadOnlySpan<byte> bundle)
    {
        var outcome = JsonSerializer.Deserialize<Bundle>(bundle, ProposalBundleWriter.Json)!;
        var key = outcome.Identifier?.Value ?? "";
        var proposals = Of<MedicationRequest>(outcome).Where(request => request.Status == MedicationRequest.MedicationrequestStatus.Draft).ToArray();
        var notes = Of<GuidanceResponse>(outcome).SelectMany(guidance => guidance.Note).Select(note => note.Text ?? "").ToArray();
        return new CardResponse([proposals.Length == 0 ? Nothing(key, notes) : Choice(outcome, key, proposals, notes), .. Findings(outcome, key)]);
    }

    private static Card Choice(Bundle outcome, string key, MedicationRequest[] proposals, string[] notes) => new(
        CardUuid.Of(key, "choice"),
        OrderReview.Shorten("Proposed: " + string.Join(", ", proposals.Select(Drug))),
        Detail(proposals, notes),
        "info",
        s_source,
        [.. proposals.Select(proposal => new CardSuggestion(
            "Draft " + Drug(proposal), CardUuid.Of(key, Drug(proposal)), IsRecommended: false,
            [new CardAction("create", $"Draft proposal for {Drug(proposal)}", Draft(proposal))]))],
        SelectionBehavior: "any",
        OverrideReasons: OverrideReason.All);

    private static Card Nothing(string key, string[] notes) =>
        new(CardUuid.Of(key, "nothing"), "No medication proposal", string.Join("\n\n", notes), "info", s_source);

    private static IEnumerable<Card> Findings(Bundle outcome, string key) => Of<DetectedIssue>(outcome)
        .Where(issue => issue.Severity != DetectedIssue.DetectedIssueSeverity.Low && issue.Contained.Count == 0)
        .OrderBy(issue => issue.Severity)
        .Select(issue => new Card(
            CardUuid.Of(key, issue.Identifier[0].Value ?? ""), OrderReview.Shorten(issue.Detail ?? ""), issue.Detail ?? "",
            issue.Severity == DetectedIssue.DetectedIssueSeverity.High ? "critical" : "warning", s_source, OverrideReasons: OverrideReason.All));

    private static string Detail(MedicationRequest[] proposals, string[] notes)
    {
        var markdown = new StringBuilder();
        foreach (var proposal in proposals)
        {
            var confidence = proposal.GetExtensionValue<FhirDecimal>(ProposalSystems.Confidence)?.Value;
            markdown.Append(CultureInfo.InvariantCulture, $"- **{Drug(proposal)}** ({confidence:0.00})\n");
            foreach (var note in proposal.Note.Skip(1)) markdown.Append("  - ").Append(note.Text).Append('\n');
        }

        foreach (var note in notes) markdown.Append("\n").Append(note).Append('\n');
        return markdown.Append("\nFor the clinician's decision; not an order.").ToString();
    }

    /// <summary>The draft without what only the Bundle can resolve.</summary>
    private static JsonElement Draft(MedicationRequest proposal)
    {
        var draft = (MedicationRequest)proposal.DeepCopy();
        draft.DetectedIssue.Clear();
        draft.Requester = null;
        return JsonSerializer.SerializeToElement(draft, ProposalBundleWriter.Json);
    }

    private static string Drug(MedicationRequest request) => (request.Medication as CodeableConcept)?.Text ?? "unnamed";

    private static IEnumerable<T> Of<T>(Bundle bundle) where T : Resource => bundle.Entry.Select(entry => entry.Resource).OfType<T>();
}
