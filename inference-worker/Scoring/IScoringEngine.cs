using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>One loaded model version. Computes on the calling thread; safe from several threads.</summary>
internal interface IScoringEngine : IDisposable
{
    ModelVersion Version { get; }

    /// <summary>False for a model over the patient's codes: <see cref="Prepare"/> looks at a prompt's codes, histories and aspects, not at its text.</summary>
    bool ReadsText => true;

    /// <summary>What may share one call of <see cref="Score"/>.</summary>
    BatchLimit Batch { get; }

    /// <summary>Tokenizes or encodes a prompt.</summary>
    /// <exception cref="PromptTooLongException">It does not fit the model's context.</exception>
    IPreparedPrompt Prepare(Prompt prompt);

    /// <summary>Scores prompts prepared by this engine; the answers are in their order and each is what it would be alone.</summary>
    /// <exception cref="MemoryExhaustedException">The memory cap leaves no room.</exception>
    ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts);

    /// <summary>
    /// The same without influences and with nothing in it that was measured: the same prompts give the same bits in every process on such a machine. May be slower.
    /// </summary>
    /// <inheritdoc cref="Score"/>
    ImmutableArray<CandidateScores> ScoreRepeatably(IReadOnlyList<IPreparedPrompt> prompts) => Score(prompts);
}

/// <summary>A prompt as one engine reads it.</summary>
internal interface IPreparedPrompt
{
    /// <summary>Relative work, in tokens (or codes) to compute.</summary>
    long Cost { get; }
}

/// <summary>How much may be computed in one call.</summary>
/// <param name="Requests">At most so many requests.</param>
/// <param name="Cost">At most so much cost in sum; a single request may exceed it.</param>
internal sealed record BatchLimit(int Requests, long Cost);
