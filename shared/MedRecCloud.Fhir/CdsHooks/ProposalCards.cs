using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Proposals;
using MedRecCloud.Fhir.Reader;

namespace MedRecCloud.Fhir.CdsHooks;

/// <summary><c>patient-view</c>: a stored outcome as cards. A proposal becomes a suggestion to create a draft; nothing is created unless the clinician takes it.</summary>
public static class ProposalCards
{
    private const string Label = "MedRecCloud medication proposals";

    // The product wrote the Bundle itself and validated it then: reading it again without validation is several times faster.
    private static readonly JsonSerializerOptions s_json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Ostrich);

    /// <param name="bundle">The stored Bundle, see <see cref="ProposalBundleWriter"/>.</param>
    public static OutcomeCards Of(ReadOnlySpan<byte> bundle)
    {
        var outcome = JsonSerializer.Deserialize<Bundle>(bundle, s_json)!;
        var key = outcome.Identifier?.Value ?? "";
        var proposals = Of<MedicationRequest>(outcome).Where(request => request.Status == MedicationRequest.MedicationrequestStatus.Draft).ToArray();
        var guidance = Of<GuidanceResponse>(outcome).FirstOrDefault();
        var notes = guidance?.Note.Select(note => note.Text ?? "").ToArray() ?? [];
        return new OutcomeCards(
            ResourceKey.TryParse(guidance?.Subject?.Reference)?.Id,
            [proposals.Length == 0 ? Nothing(key, notes) : Choice(key, proposals, notes), .. Findings(outcome, key, proposals)]);
    }

    private static Card Choice(string key, MedicationRequest[] proposals, string[] notes) => new(
        CardUuid.Of(key, "choice"),
        OrderReview.Shorten("Proposed: " + string.Join(", ", proposals.Select(Drug))),
        Detail(proposals, notes),
        "info",
        Source("choice", "Medication proposals"),
        [.. proposals.Select(proposal => new CardSuggestion(
            "Draft " + Drug(proposal), CardUuid.Of(key, "suggestion", Drug(proposal)), IsRecommended: false,
            [new CardAction("create", $"Draft proposal for {Drug(proposal)}", Draft(proposal))], Drug(proposal)))],
        SelectionBehavior: "any",
        OverrideReasons: OverrideReason.All,
        Drugs: [.. proposals.Select(Drug)]);

    private static Card Nothing(string key, string[] notes) => new(
        CardUuid.Of(key, "nothing"), "No medication proposal", notes.Length == 0 ? null : string.Join("\n\n", CutWords.Instead(notes)), "info", Source("nothing", "No medication proposal"));

    private static IEnumerable<Card> Findings(Bundle outcome, string key, MedicationRequest[] proposals)
    {
        var drugs = proposals.SelectMany(proposal => proposal.DetectedIssue.Select(issue => (issue.Reference, Drug: Drug(proposal)))).ToLookup(pair => pair.Reference, pair => pair.Drug);
        return outcome.Entry.Where(entry => entry.Resource is DetectedIssue { Contained.Count: 0 } issue && issue.Severity != DetectedIssue.DetectedIssueSeverity.Low)
            .Select(entry => (Issue: (DetectedIssue)entry.Resource!, Drugs: drugs[entry.FullUrl].ToImmutableArray()))
            .OrderBy(found => found.Issue.Severity)
            .Select(found => new Card(
                CardUuid.Of(key, found.Issue.Identifier[0].Value ?? ""),
                OrderReview.Shorten($"{string.Join(", ", found.Drugs)}: {WithoutCitation(found.Issue.Detail ?? "")}"),
                $"**{string.Join(", ", found.Drugs)}** — {found.Issue.Detail}{Mitigation(found.Issue)}",
                found.Issue.Severity == DetectedIssue.DetectedIssueSeverity.High ? "critical" : "warning",
                Source(Rule(found.Issue), "Finding on a proposal"),
                OverrideReasons: OverrideReason.All,
                Drugs: found.Drugs));
    }

    private static string Mitigation(DetectedIssue issue) =>
        issue.Mitigation.Select(one => one.Action?.Text).FirstOrDefault(text => text is { Length: > 0 }) is { } mitigation ? $"\n\n{mitigation}" : "";

    /// <summary>The rule's id, which the writer puts in front of the citation.</summary>
    private static string Rule(DetectedIssue issue)
    {
        var detail = issue.Detail ?? "";
        var open = detail.LastIndexOf('[');
        var mark = open < 0 ? -1 : detail.IndexOf(';', open);
        return mark < 0 ? "finding" : detail[(open + 1)..mark];
    }

    private static string WithoutCitation(string detail) => detail.LastIndexOf(" [", StringComparison.Ordinal) is > 0 and var mark ? detail[..mark] : detail;

    private static CardSource Source(string topic, string display) => new(Label, new CardTopic("urn:medreccloud:rule", topic, display));

    private static string Detail(MedicationRequest[] proposals, string[] notes)
    {
        var markdown = new StringBuilder();
        foreach (var proposal in proposals)
        {
            var confidence = proposal.GetExtensionValue<FhirDecimal>(ProposalSystems.Confidence)?.Value;
            markdown.Append(CultureInfo.InvariantCulture, $"- **{Drug(proposal)}** ({confidence:0.00})\n");
            foreach (var note in proposal.Note.Skip(1)) markdown.Append("  - ").Append(ProposalWords.Brief(note)).Append('\n');
        }

        foreach (var note in CutWords.Instead(notes)) markdown.Append("\n").Append(note).Append('\n');
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
