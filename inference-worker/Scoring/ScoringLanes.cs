using System.Collections.Immutable;
using System.Diagnostics;
using MedRecCloud.Clinical.Scoring;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// The threads that compute, shared by every model. Each takes the most urgent job, and with it further ones of the same model as far as a batch holds, so that
/// a cohort or a shadow delays a live request by one batch at most.
/// </summary>
internal sealed class ScoringLanes : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger<ScoringLanes> _logger;
    private readonly Thread[] _threads;

    // Both under _lock. Sorted by urgency.
    private readonly SortedSet<ScoringJob> _waiting = [];
    private long _order;

    public ScoringLanes(int lanes, TimeProvider time, WorkerMetrics metrics, ILogger<ScoringLanes> logger)
    {
        (_time, _metrics, _logger) = (time, metrics, logger);
        _threads = [.. Enumerable.Range(0, lanes).Select(i => new Thread(Work) { IsBackground = true, Name = $"scoring {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    public int Waiting
    {
        get { lock (_lock) return _waiting.Count; }
    }

    /// <summary>Waits for a lane and its answer.</summary>
    /// <param name="evenLate">Answer after the deadline too: nobody else will.</param>
    /// <exception cref="TimeoutException">It will not be answered by its deadline, as far as the measured speed tells.</exception>
    public async Task<CandidateScores> ScoreAsync(
        IScoringEngine engine, CostRate rate, IPreparedPrompt prompt, ScoringPriority priority, DateTimeOffset deadline, bool evenLate, CancellationToken cancellationToken) =>
        (await AskAsync(new ScoringJob(engine, rate, [prompt], priority, deadline, evenLate, Interlocked.Increment(ref _order), cancellationToken)))[0];

    /// <summary>Waits for a lane that computes these prompts in one call with no others, repeatably, after the deadline too. The caller keeps to the engine's <see cref="BatchLimit"/>.</summary>
    public Task<ImmutableArray<CandidateScores>> ScoreTogetherAsync(
        IScoringEngine engine, CostRate rate, ImmutableArray<IPreparedPrompt> prompts, ScoringPriority priority, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        AskAsync(new ScoringJob(engine, rate, prompts, priority, deadline, evenLate: true, Interlocked.Increment(ref _order), cancellationToken) { IsWhole = true });

    private Task<ImmutableArray<CandidateScores>> AskAsync(ScoringJob job)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        lock (_lock)
        {
            var ahead = _waiting.Where(other => other.CompareTo(job) < 0).Aggregate(TimeSpan.Zero, (sum, other) => sum + other.Expected);
            if (IsLate(job, ahead / _threads.Length)) return Task.FromException<ImmutableArray<CandidateScores>>(Late());
            _waiting.Add(job);
        }

        _work.Release();
        return job.Answer;
    }

    /// <summary>Lets running batches end; what still waits is cancelled.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        lock (_lock)
        {
            foreach (var job in _waiting) job.Cancel();
            _waiting.Clear();
        }

        _work.Dispose();
        _stop.Dispose();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _work.Wait(_stop.Token);
                if (Take() is { Count: > 0 } batch) Score(batch);
            }
        }
        catch (OperationCanceledException)
        {
            // Dispose: the running batch has ended.
        }
    }

    private List<ScoringJob> Take()
    {
        var batch = new List<ScoringJob>();
        lock (_lock)
        {
            long cost = 0;
            foreach (var job in _waiting)
            {
                if (job.IsCancelled) job.Cancel();
                else if (IsLate(job, TimeSpan.Zero)) job.Fail(Late());
                else if (batch.Count > 0 && (job.Engine != batch[0].Engine || job.IsWhole)) continue;
                else if (batch.Count > 0 && (batch[0].IsWhole || batch.Count == job.Engine.Batch.Requests || cost + job.Cost > job.Engine.Batch.Cost)) break;
                else
                {
                    batch.Add(job);
                    cost += job.Cost;
                }
            }

            _waiting.RemoveWhere(job => job.Answer.IsCompleted);
            foreach (var job in batch) _waiting.Remove(job);
        }

        // Their releases were for this batch as well; an extra one wakes a lane for nothing, which is harmless.
        return batch;
    }

    private void Score(List<ScoringJob> batch)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            IPreparedPrompt[] prompts = [.. batch.SelectMany(job => job.Prompts)];
            var answers = batch[0].IsWhole ? batch[0].Engine.ScoreRepeatably(prompts) : batch[0].Engine.Score(prompts);
            var elapsed = Stopwatch.GetElapsedTime(started);
            batch[0].Rate.Learn(batch.Sum(job => job.Cost), elapsed);
            _metrics.BatchScored(batch[0].Engine.Version, answers.Length, elapsed);
            var next = 0;
            foreach (var job in batch)
            {
                job.Complete(answers.Slice(next, job.Prompts.Length));
                next += job.Prompts.Length;
            }
        }
        catch (Exception error)
        {
            // Every failure belongs to the requests of the batch; the lane goes on.
            Log.BatchFailed(_logger, batch[0].Engine.Version.ToString(), error.GetType().Name, batch.Count);
            foreach (var job in batch) job.Fail(error);
        }
    }

    private bool IsLate(ScoringJob job, TimeSpan wait) => !job.EvenLate && _time.GetUtcNow() + wait + job.Expected > job.Deadline;

    private static TimeoutException Late() => new("The request cannot be answered by its deadline.");
}
