using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Scoring;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>Has a request scored by the model asked for; when that one cannot (deadline, memory, prompt length), by its fallback, and the answer says so.</summary>
internal sealed class ScoringDesk(ScoringLanes lanes, KnownTemplates templates, WorkerMetrics metrics, ILogger<ScoringDesk> logger)
{
    /// <exception cref="MemoryExhaustedException">And there is no fallback.</exception>
    /// <exception cref="PromptTooLongException">And there is no fallback.</exception>
    public async Task<ScoredRequest> ScoreAsync(
        InferenceRequest request, LoadedModel model, LoadedModel? fallback, ScoringPriority priority, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(request, model, priority, deadline, evenLate: false, cancellationToken);
        }
        catch (Exception error) when (ReasonOf(error) is { } reason && (fallback is not null || error is TimeoutException))
        {
            metrics.Degraded(reason);
            Log.Degraded(logger, model.Version.ToString(), reason, fallback?.Version.ToString() ?? "the same model, late");
            // Without a fallback a late answer is better than none. The fallback keeps the place in the queue that its deadline gives it, and answers in any case.
            var answer = await AskAsync(request, fallback ?? model, priority, deadline, evenLate: true, cancellationToken);
            return fallback is null ? answer : answer with { Scores = answer.Scores with { Degraded = reason } };
        }
    }

    private async Task<ScoredRequest> AskAsync(
        InferenceRequest request, LoadedModel model, ScoringPriority priority, DateTimeOffset deadline, bool evenLate, CancellationToken cancellationToken)
    {
        var (prompt, prepared) = PromptFitting.Fit(request.Prompt, request.Context, model.Engine, model.Manifest, templates);
        var scores = await lanes.ScoreAsync(model.Engine, model.Rate, prepared, priority, deadline, evenLate, cancellationToken).WaitAsync(cancellationToken);
        return new ScoredRequest(PromptFitting.WithCut(scores, request.Prompt, prompt), model.Manifest, request with { Prompt = prompt });
    }

    private static string? ReasonOf(Exception error) => error switch
    {
        TimeoutException => "deadline",
        MemoryExhaustedException => "memory",
        PromptTooLongException => "prompt length",
        _ => null,
    };
}
