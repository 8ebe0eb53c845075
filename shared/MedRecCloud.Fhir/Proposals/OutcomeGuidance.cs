using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>The GuidanceResponse that stands for every outcome, abstentions included.</summary>
internal static class OutcomeGuidance
{
    public static GuidanceResponse Of(BundleScope scope, ProposalOutcome outcome, CandidateScores? scores, IReadOnlyList<DomainResource> resources)
    {
        var guidance = new GuidanceResponse
        {
            RequestIdentifier = scope.Identify("request"),
            Identifier = [scope.Identify("outcome")],
            Module = new FhirUri(ProposalSystems.Module),
            Status = GuidanceResponse.GuidanceResponseStatus.Success,
            Subject = scope.Subject,
            Encounter = scope.Encounter,
            OccurrenceDateTimeElement = scope.AuthoredOn,
            Performer = scope.ToDevice(),
        };
        if (outcome is ProposalOutcome.Proposed proposed)
        {
            guidance.Note.Add(Text(string.Create(CultureInfo.InvariantCulture, $"{proposed.Review.Accepted.Length} {(proposed.Review.Accepted.Length == 1 ? "drug" : "drugs")} proposed, {proposed.Review.Rejected.Length} rejected by the safety review.")));
            guidance.Note.AddRange(proposed.Review.Rejected.Select(candidate => Text($"Why not {candidate.Score.Drug}: {candidate.Reason}")));
            guidance.Note.AddRange(proposed.Review.MissingInputs.Select(input => Text($"Not checked: {input}")));
            guidance.Result = scope.ToChoice(resources.OfType<MedicationRequest>());
        }
        else if (outcome is ProposalOutcome.Abstained abstained)
        {
            if (abstained.Reason is AbstentionReason.TooLittleInformation or AbstentionReason.UnknownCodes) guidance.Status = GuidanceResponse.GuidanceResponseStatus.DataRequested;
            guidance.ReasonCode.Add(new CodeableConcept(ProposalSystems.AbstentionReason, JsonNamingPolicy.KebabCaseLower.ConvertName(abstained.Reason.ToString()), null, abstained.Detail));
            guidance.Note.Add(Text("No proposal: " + abstained.Detail));
            guidance.Note.AddRange(abstained.Rejected.Select(candidate => Text($"Why not {candidate.Score.Drug}: {candidate.Reason}")));
            guidance.Note.AddRange(abstained.MissingInputs.Select(input => Text($"Not checked: {input}")));
        }

        if (scores?.Degraded is { } degraded) guidance.Note.Add(Text("Answered by the fallback model: " + degraded));
        guidance.Note.AddRange(scope.Request.Prompt.Cut.Concat(scores?.Cut ?? []).Distinct().Select(cut => Text("Left out of the prompt: " + cut)));
        guidance.Note.AddRange(scope.Request.Context.Unread.Select(unread => Text($"Not read: {unread.Source} ({unread.Reason})")));
        return guidance;
    }

    private static Annotation Text(string text) => new() { Text = text };
}
