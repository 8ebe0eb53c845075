using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;

namespace MedRecCloud.InferenceWorker.Tests;

/// <summary>An engine that computes nothing, remembers what it was given, and holds its lane until the test lets it go.</summary>
internal sealed class FakeEngine(string name, BatchLimit? batch = null) : IScoringEngine
{
    private readonly SemaphoreSlim _gate = new(0);

    public ModelVersion Version { get; } = new(name, "1", ModelKind.LeaderStudent, "00", "t");

    public BatchLimit Batch { get; } = batch ?? new BatchLimit(1, long.MaxValue);

    public List<string[]> Batches { get; } = [];

    public SemaphoreSlim Entered { get; } = new(0);

    public Exception? Failure { get; set; }

    public void Finish(int batches = 1) => _gate.Release(batches);

    public IPreparedPrompt Prepare(Prompt prompt) => new Named(prompt.Prefix, 1);

    public ImmutableArray<CandidateScores> Score(IReadOnlyList<IPreparedPrompt> prompts)
    {
        lock (Batches) Batches.Add([.. prompts.Select(prompt => ((Named)prompt).Name)]);
        Entered.Release();
        _gate.Wait();
        if (Failure is { } failure) throw failure;
        return [.. prompts.Select(prompt => new CandidateScores([new MedicationScore(((Named)prompt).Name, 0.5, 0, 0.5)], Version))];
    }

    public void Dispose()
    {
        _gate.Dispose();
        Entered.Dispose();
    }

    internal sealed record Named(string Name, long Cost) : IPreparedPrompt;
}
