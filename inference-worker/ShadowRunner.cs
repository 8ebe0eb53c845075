using System.Threading.Channels;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.InferenceWorker;

/// <summary>Has a second model score what the first has answered, when lanes are idle; stores its results apart and counts on which drugs the two differ.</summary>
internal sealed class ShadowRunner(IProposalStore proposals, ScoringDesk desk, OutcomeRules rules, WorkerMetrics metrics, ILogger<ShadowRunner> logger) : BackgroundService
{
    private const int Capacity = 256;

    // Written by the pipeline, read by ExecuteAsync. Bounded and lossy: a shadow is a sample, it must never hold up an answer.
    private readonly Channel<Comparison> _offered = Channel.CreateBounded<Comparison>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }, dropped => dropped.Models.Dispose());

    /// <summary>Hands over a request that has been answered; dropped when too many wait.</summary>
    public void Offer(InferenceRequest request, CurrentOutcome answered, ModelSet models)
    {
        if (models.TryHold() is { } held && !_offered.Writer.TryWrite(new Comparison(request, answered, held))) held.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var comparison in _offered.Reader.ReadAllAsync(stoppingToken))
            {
                using (comparison.Models) await CompareAsync(comparison, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown: what a shadow has not compared is not missed.
        }
        finally
        {
            _offered.Writer.TryComplete();
            while (_offered.Reader.TryRead(out var left)) left.Models.Dispose();
        }
    }

    private async Task CompareAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var model = comparison.Models.Shadow!;
        try
        {
            var scored = await desk.ScoreAsync(comparison.Request, model, null, ScoringPriority.Shadow, DateTimeOffset.MaxValue, cancellationToken);
            var outcome = rules.Decide(scored.Scores, scored.Request, scored.Manifest);
            var record = OutcomeRecord.Of(outcome, scored.Request, model.Version);
            await proposals.StoreShadowAsync(record, rules.Write(outcome, scored.Request, model.Version, scored.Scores), cancellationToken);
            var (answered, shadowed) = (comparison.Answered.Drugs.Select(drug => drug.Drug).ToHashSet(), record.Drugs.Select(drug => drug.Drug).ToHashSet());
            var agreed = answered.Intersect(shadowed).Count();
            metrics.ShadowCompared(model.Version.ToString(), agreed, answered.Count + shadowed.Count - 2 * agreed);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A shadow's failure is a finding about the shadow and touches nothing else.
            Log.ShadowFailed(logger, model.Version.ToString(), error.GetType().Name);
        }
    }

    private sealed record Comparison(InferenceRequest Request, CurrentOutcome Answered, ModelSet Models);
}
