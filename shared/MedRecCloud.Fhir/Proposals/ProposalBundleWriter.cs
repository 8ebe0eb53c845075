using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.Fhir.Proposals;

/// <summary>
/// Writes one outcome as a FHIR R4 transaction Bundle: draft proposals with their findings, the device that made them, where they come from, and a GuidanceResponse
/// for every outcome, so that "nothing to propose" is told apart from "lost". Deterministic: the same request gives the same bytes.
/// </summary>
/// <remarks>
/// MedicationRequest is written as <c>status = draft</c> and <c>intent = proposal</c> and nothing else; there is no parameter for either.
/// Entries carry <c>ifNoneExist</c> on their identifiers (R4, 3.1.0.11.2), and Provenance, which has none in R4, is an update of its own id: a POST of the Bundle
/// can be repeated without effect.
/// </remarks>
public static class ProposalBundleWriter
{
    internal static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    /// <summary>Writes what a model's answer led to.</summary>
    /// <exception cref="ArgumentException">A withdrawal: see <see cref="WithdrawalBundleWriter"/>.</exception>
    public static byte[] Write(ProposalOutcome outcome, InferenceRequest request, ModelVersion model, CandidateScores? scores)
    {
        var scope = new BundleScope(request, model);
        var device = ModelDevice.Of(scope);
        scope.Add(device, ModelDevice.Identifier(model));
        var proposals = outcome switch
        {
            ProposalOutcome.Proposed proposed => ProposalResources.Add(scope, proposed.Review),
            ProposalOutcome.Abstained abstained => ProposalResources.AddRejected(scope, abstained.Rejected),
            _ => throw new ArgumentException("A withdrawal is written by WithdrawalBundleWriter.", nameof(outcome)),
        };
        var guidance = OutcomeGuidance.Of(scope, outcome, scores, proposals);
        scope.Add(guidance, guidance.Identifier[0]);
        scope.AddUnderOwnId(OutcomeProvenance.Of(scope, outcome, [.. proposals, guidance]), "provenance");
        return JsonSerializer.SerializeToUtf8Bytes(scope.ToBundle(), Json);
    }
}
