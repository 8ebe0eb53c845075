using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>The answer to one request.</summary>
/// <param name="Scores">Of the model that answered.</param>
/// <param name="Manifest">Of that model: its thresholds and drug counts go with its scores.</param>
/// <param name="Request">With the prompt as the model read it, which may be shorter than the one in the claim check.</param>
internal sealed record ScoredRequest(CandidateScores Scores, ModelManifest Manifest, InferenceRequest Request);
