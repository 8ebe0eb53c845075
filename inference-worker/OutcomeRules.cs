using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>How scores become an outcome and its FHIR document; both are pure.</summary>
/// <param name="Decide">Thresholds, count check and safety review.</param>
/// <param name="Write">The outcome as a FHIR Bundle. Null scores: withdrawn.</param>
internal sealed record OutcomeRules(
    Func<CandidateScores, InferenceRequest, ModelManifest, ProposalOutcome> Decide,
    Func<ProposalOutcome, InferenceRequest, ModelVersion, CandidateScores?, byte[]> Write);
