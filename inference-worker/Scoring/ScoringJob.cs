using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>One prompt waiting for, or in, a lane.</summary>
internal sealed class ScoringJob(
    IScoringEngine engine, CostRate rate, IPreparedPrompt prompt, ScoringPriority priority, DateTimeOffset deadline, bool evenLate, long order, CancellationToken cancelled)
    : IComparable<ScoringJob>
{
    // Continuations run elsewhere: a lane computes and nothing else.
    private readonly TaskCompletionSource<CandidateScores> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IScoringEngine Engine { get; } = engine;

    public CostRate Rate { get; } = rate;

    public IPreparedPrompt Prompt { get; } = prompt;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Answered after its deadline too; the deadline is only its place in the queue.</summary>
    public bool EvenLate { get; } = evenLate;

    public TimeSpan Expected => Rate.Expect(Prompt.Cost);

    /// <summary>Nobody waits for the answer any more.</summary>
    public bool IsCancelled => cancelled.IsCancellationRequested;

    public Task<CandidateScores> Answer => _answer.Task;

    public void Complete(CandidateScores scores) => _answer.TrySetResult(scores);

    public void Fail(Exception error) => _answer.TrySetException(error);

    public void Cancel() => _answer.TrySetCanceled(cancelled.IsCancellationRequested ? cancelled : new CancellationToken(true));

    public int CompareTo(ScoringJob? other) => other is null ? -1 : Key.CompareTo(other.Key);

    private (ScoringPriority, DateTimeOffset, long) Key => (priority, Deadline, order);
}
