using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Clinical.Scoring;

/// <summary>Scores the whole formulary for one patient.</summary>
public interface IMedicationScorer
{
    /// <param name="deadline">When the answer must be there; a scorer that cannot keep it says so by <see cref="TimeoutException"/> before it starts.</param>
    ValueTask<CandidateScores> ScoreAsync(Prompt prompt, DateTimeOffset deadline, CancellationToken cancellationToken);
}
