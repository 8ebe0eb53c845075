using System.Collections.Immutable;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker;

/// <summary>One prompt, or some that are computed together and with no other, waiting for, or in, a lane.</summary>
internal sealed class ScoringJob(
    IScoringEngine engine, CostRate rate, ImmutableArray<IPreparedPrompt> prompts, ScoringPriority priority, DateTimeOffset deadline, bool evenLate, long order, CancellationToken cancelled)
    : IComparable<ScoringJob>
{
    // Continuations run elsewhere: a lane computes and nothing else.
    private readonly TaskCompletionSource<ImmutableArray<CandidateScores>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IScoringEngine Engine { get; } = engine;

    public CostRate Rate { get; } = rate;

    public ImmutableArray<IPreparedPrompt> Prompts { get; } = prompts;

    public long Cost { get; } = prompts.Sum(prompt => prompt.Cost);

    /// <summary>Shares its call with no other job.</summary>
    public bool IsWhole { get; init; }

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Answered after its deadline too; the deadline is only its place in the queue.</summary>
    public bool EvenLate { get; } = evenLate;

    public TimeSpan Expected => Rate.Expect(Cost);

    /// <summary>Nobody waits for the answer any more.</summary>
    public bool IsCancelled => cancelled.IsCancellationRequested;

    /// <summary>In the order of the prompts.</summary>
    public Task<ImmutableArray<CandidateScores>> Answer => _answer.Task;

    public void Complete(ImmutableArray<CandidateScores> scores) => _answer.TrySetResult(scores);

    public void Fail(Exception error) => _answer.TrySetException(error);

    public void Cancel() => _answer.TrySetCanceled(cancelled.IsCancellationRequested ? cancelled : new CancellationToken(true));

    public int CompareTo(ScoringJob? other) => other is null ? -1 : Key.CompareTo(other.Key);

    private (ScoringPriority, DateTimeOffset, long) Key => (priority, Deadline, order);
}
