using Hl7.Fhir.Model;

namespace MedRecCloud.Fhir.Reader;

/// <summary>The proposed drugs: score, what each is for, its findings, its evidence.</summary>
internal static class ProposalSection
{
    public static void Write(HtmlText page, IReadOnlyList<MedicationRequest> proposals, IReadOnlyDictionary<string, DetectedIssue> issues)
    {
        if (proposals.Count == 0) return;
        page.Section("Proposed", () => page.Table(
            "Best supported first", ["Drug", "Probability", "Findings", "Evidence"],
            proposals.Select(proposal => (Action[])
            [
                () => page.Element("span", Drug(proposal)),
                () => Probability(page, ProposalWords.Probability(proposal)),
                () => Findings(page, proposal, issues),
                () => page.Quotes(proposal.Note.Skip(1).Select(ProposalWords.Evidence)),
            ])));
    }

    public static string Drug(MedicationRequest request) =>
        ((request.Medication as CodeableConcept)?.Text ?? "unnamed") + (request.Status == MedicationRequest.MedicationrequestStatus.Draft ? "" : $" ({request.Status})")
        + (request.PriorPrescription is null ? "" : " (continues)");

    private static void Findings(HtmlText page, MedicationRequest proposal, IReadOnlyDictionary<string, DetectedIssue> issues)
    {
        var own = proposal.DetectedIssue.Select(reference => issues.GetValueOrDefault(reference.Reference ?? "")).OfType<DetectedIssue>().ToArray();
        if (own.Length == 0) page.Element("span", "none");
        else page.Findings(ReadFinding.Of(own));
    }

    private static void Probability(HtmlText page, (string Value, string? Threshold) probability)
    {
        page.Element("span", probability.Value, "number");
        if (probability.Threshold is { } threshold) page.Element("small", $"threshold {threshold}");
    }
}
