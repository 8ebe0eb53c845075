using System.Globalization;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Proposals;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>One proposed drug as a MedicationRequest: a draft proposal, and nothing stronger.</summary>
internal static class DraftProposal
{
    public static MedicationRequest Of(BundleScope scope, MedicationProposal proposal, int rank)
    {
        var score = proposal.Score;
        var request = new MedicationRequest
        {
            Identifier = [scope.Identify(string.Create(CultureInfo.InvariantCulture, $"request-{rank}"))],
            Status = MedicationRequest.MedicationrequestStatus.Draft,
            Intent = MedicationRequest.MedicationRequestIntent.Proposal,
            Category = Category(scope.Request.Context.Encounter.Class) is { } category ? [category] : [],
            Medication = DrugConcept.Of(score.Drug),
            Subject = scope.Subject,
            Encounter = scope.Encounter,
            AuthoredOnElement = scope.AuthoredOn,
            Requester = scope.ToDevice(),
            ReasonReference = [.. proposal.Reasons.Select(reason => new ResourceReference(reason.Unversioned))],
            SupportingInformation = [.. proposal.Evidence.Select(entry => entry.Source?.ToString()).OfType<string>().Distinct().Select(source => new ResourceReference(source))],
            GroupIdentifier = scope.Identify("group"),
            PriorPrescription = proposal.Renews is { Type: "MedicationRequest" } renewed ? new ResourceReference(renewed.Unversioned) : null,
            Note = [new Annotation { Text = Why(scope, proposal) }, .. proposal.Evidence.Select(Quote)],
        };
        request.AddExtension(ProposalSystems.Confidence, new FhirDecimal(Math.Round((decimal)score.Probability, 4)));
        return request;
    }

    private static string Why(BundleScope scope, MedicationProposal proposal) => string.Create(
        CultureInfo.InvariantCulture,
        $"Proposed by {scope.Model}: probability {proposal.Score.Probability:0.00}, threshold {proposal.Score.Threshold:0.00}.{(proposal.Renews is null ? "" : " Continues an earlier prescription.")} For a clinician's decision; not an order.");

    private static Annotation Quote(ProposalEvidence evidence)
    {
        var place = evidence.Source is null ? evidence.Field : evidence.Start is { } start
            ? string.Create(CultureInfo.InvariantCulture, $"{evidence.Field}, {evidence.Source}, characters {start} to {start + evidence.Length}")
            : $"{evidence.Field}, {evidence.Source}";
        return new Annotation { Text = $"Evidence [{place}]: \"{evidence.Quote}\"{Weight(evidence.Weight)}" };
    }

    // To two places, as probabilities are told.
    private static string Weight(double? drop) => drop switch
    {
        null => "",
        >= 0.005 => string.Create(CultureInfo.InvariantCulture, $" (without this field the probability falls by {drop:0.00})"),
        <= -0.005 => string.Create(CultureInfo.InvariantCulture, $" (without this field the probability rises by {-drop:0.00})"),
        _ => " (without this field the probability stays the same)",
    };

    private static CodeableConcept? Category(string encounterClass) => encounterClass switch
    {
        "AMB" or "VR" or "HH" => new CodeableConcept("http://terminology.hl7.org/CodeSystem/medicationrequest-category", "outpatient", "Outpatient"),
        "IMP" or "ACUTE" or "NONAC" => new CodeableConcept("http://terminology.hl7.org/CodeSystem/medicationrequest-category", "inpatient", "Inpatient"),
        _ => null,
    };
}
