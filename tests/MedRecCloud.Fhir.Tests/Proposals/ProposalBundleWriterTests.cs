using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Fhir.Proposals;

namespace MedRecCloud.Fhir.Tests.Proposals;

public sealed class ProposalBundleWriterTests
{
    private static readonly Some.Patient s_patient = Some.Patient.Aged(70).With("Hypertension").With("Atrial fibrillation")
        .Taking("Warfarin Sodium 5 MG Oral Tablet").AllergicTo("Penicillin V");

    private static readonly (string, double)[] s_scores = [("lisinopril", 0.9), ("ibuprofen", 0.8), ("amoxicillin", 0.7), ("metoprolol", 0.6)];

    [Fact]
    public void A_proposal_is_a_draft_proposal_with_coded_drug_confidence_and_AI_label()
    {
        var request = Assert.Single(Requests(Write()), request => (request.Medication as CodeableConcept)!.Text == "lisinopril");

        Assert.Equal(MedicationRequest.MedicationrequestStatus.Draft, request.Status);
        Assert.Equal(MedicationRequest.MedicationRequestIntent.Proposal, request.Intent);
        Assert.Contains(((CodeableConcept)request.Medication!).Coding, coding => coding is { System: "http://www.nlm.nih.gov/research/umls/rxnorm", Code: "29046" });
        Assert.Contains(((CodeableConcept)request.Medication!).Coding, coding => coding.Code == "C09AA03");
        Assert.Contains(request.Meta!.Security, label => label.Code == "AIAST");
        Assert.Equal(0.9m, request.GetExtensionValue<FhirDecimal>(ProposalSystems.Confidence)!.Value);
        Assert.Equal("Condition/condition-0", Assert.Single(request.ReasonReference).Reference);
        Assert.Contains(request.Note, note => note.Text!.Contains("\"Hypertension\""));
    }

    [Fact]
    public void A_rejected_drug_appears_only_as_a_finding_that_says_why()
    {
        var bundle = Write();

        Assert.DoesNotContain(Requests(bundle), request => (request.Medication as CodeableConcept)!.Text is "amoxicillin" or "ibuprofen");
        Assert.Contains(Of<DetectedIssue>(bundle), issue => issue.Code!.Coding[0].Code == "ALGY" && issue.Detail!.StartsWith("Not proposed: amoxicillin", StringComparison.Ordinal));
        Assert.Contains(Of<DetectedIssue>(bundle), issue => issue is { Severity: DetectedIssue.DetectedIssueSeverity.High } && issue.Detail!.Contains("ddi-warfarin-nsaid"));
    }

    [Fact]
    public void Every_outcome_validates_and_survives_a_round_trip_unchanged()
    {
        foreach (var bytes in (byte[][])[Bytes(s_scores), Bytes([("lisinopril", 0.1)]), Bytes([("amoxicillin", 0.9)])])
        {
            var bundle = JsonSerializer.Deserialize<Bundle>(bytes, ProposalBundleWriter.Json)!;
            Assert.Empty(bundle.Validate(ModelInfo.ModelInspector));
            Assert.Equal(bytes, JsonSerializer.SerializeToUtf8Bytes(bundle, ProposalBundleWriter.Json));
            Assert.Single(Of<GuidanceResponse>(bundle));
        }
    }

    [Fact]
    public void Every_reference_into_the_bundle_resolves_and_every_entry_can_be_posted_twice()
    {
        var bundle = Write();
        var urls = bundle.Entry.Select(entry => entry.FullUrl).ToHashSet();

        Assert.All(References(bundle), reference => Assert.Contains(reference, urls));
        Assert.All(bundle.Entry.Where(entry => entry.Resource is not Provenance), entry => Assert.StartsWith("identifier=", entry.Request!.IfNoneExist));
        var keys = bundle.Entry.Select(entry => entry.Request!.IfNoneExist).Where(key => key is not null).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Whatever_a_finding_rests_on_is_a_source_with_its_version_orders_of_this_encounter_too()
    {
        var patient = Some.Patient.Aged(70).With("Hypertension").Taking("Warfarin Sodium 5 MG Oral Tablet").Ordered("lisinopril 10 MG Oral Tablet");
        var scores = Some.Patient.Scores(s_scores);
        var outcome = ProposalDecision.Shipped.Decide(scores, patient.Request, Some.Model.Manifest([.. s_scores.Select(pair => pair.Item1)]));
        var bundle = JsonSerializer.Deserialize<Bundle>(ProposalBundleWriter.Write(outcome, patient.Request, scores.Model, scores), ProposalBundleWriter.Json)!;

        var sources = Of<Provenance>(bundle).SelectMany(provenance => provenance.Entity).Select(entity => entity.What!.Reference).ToHashSet();
        var facts = Of<DetectedIssue>(bundle).SelectMany(issue => issue.Evidence).SelectMany(evidence => evidence.Detail).Select(detail => detail.Reference!).Distinct().ToArray();
        Assert.Contains(Of<DetectedIssue>(bundle), issue => issue.Detail!.Contains("duplicate-ingredient"));
        Assert.All(facts, fact => Assert.Contains("/_history/", fact));
        Assert.Empty(facts.Except(sources));
    }

    [Fact]
    public void A_withdrawal_takes_back_each_earlier_proposal_and_says_why()
    {
        var patient = s_patient.Request;
        var bytes = WithdrawalBundleWriter.Write(WithdrawalReason.EnteredInError, patient.Server, patient.Encounter, Some.Patient.Now, Bytes(s_scores));
        var bundle = JsonSerializer.Deserialize<Bundle>(bytes, ProposalBundleWriter.Json)!;

        Assert.Empty(bundle.Validate(ModelInfo.ModelInspector));
        Assert.Equal(Requests(Write()).Count(), Requests(bundle).Count());
        Assert.All(Requests(bundle), request => Assert.Equal(MedicationRequest.MedicationrequestStatus.EnteredInError, request.Status));
        var choice = Assert.Single(Of<RequestGroup>(bundle));
        Assert.Equal((RequestStatus.EnteredInError, 0), (choice.Status, choice.Action.Count));
        Assert.DoesNotContain("urn:uuid:", System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal("entered-in-error", Assert.Single(Of<GuidanceResponse>(bundle)).ReasonCode[0].Coding[0].Code);
    }

    [Fact]
    public void Two_runs_give_the_same_bytes() => Assert.Equal(Bytes(s_scores), Bytes(s_scores));

    private static Bundle Write() => JsonSerializer.Deserialize<Bundle>(Bytes(s_scores), ProposalBundleWriter.Json)!;

    private static byte[] Bytes((string, double)[] probabilities)
    {
        var scores = Some.Patient.Scores(probabilities);
        var outcome = ProposalDecision.Shipped.Decide(scores, s_patient.Request, Some.Model.Manifest([.. probabilities.Select(pair => pair.Item1)]));
        return ProposalBundleWriter.Write(outcome, s_patient.Request, scores.Model, scores);
    }

    private static IEnumerable<MedicationRequest> Requests(Bundle bundle) => Of<MedicationRequest>(bundle);

    private static IEnumerable<T> Of<T>(Bundle bundle) where T : Resource => bundle.Entry.Select(entry => entry.Resource).OfType<T>();

    private static IEnumerable<string> References(Bundle bundle) => System.Text.RegularExpressions.Regex
        .Matches(JsonSerializer.Serialize(bundle, ProposalBundleWriter.Json), "\"reference\":\"(urn:uuid:[^\"]+)\"").Select(match => match.Groups[1].Value);
}
