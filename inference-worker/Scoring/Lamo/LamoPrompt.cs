using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.InferenceWorker;

/// <summary>A prompt as a decoder reads it.</summary>
/// <param name="Prefix">Token ids of the shared part.</param>
/// <param name="Candidates">Token ids of each candidate's part, in the formulary's order.</param>
/// <param name="Cost">Tokens to compute, with one reading of the prefix per scope.</param>
/// <param name="Second">As the package's second reader reads it; null without one.</param>
internal sealed record LamoPrompt(Prompt Source, int[] Prefix, int[][] Candidates, long Cost, IPreparedPrompt? Second = null) : IPreparedPrompt;
