using MedRecCloud.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>
/// Receives both queues once the models are warm. Both share the scoring lanes, where a live request goes first; a cohort's messages wait, locked and renewed.
/// On a stop: no more receiving, what is begun ends and is settled.
/// </summary>
internal sealed class RequestConsumer(
    ServiceBusConnection connection, RequestHandler handler, ShardHandler shards, ModelCatalog models, IOptions<ConsumerOptions> options, TimeProvider time) : BackgroundService
{
    // A cohort's message may have to wait for hours of live work.
    private static readonly TimeSpan s_cohortRenewal = TimeSpan.FromHours(24);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!models.IsReady) await Task.Delay(TimeSpan.FromMilliseconds(100), time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        await using var live = Processor(QueueNames.InferenceRequests, options.Value.Live, options.Value.Live, TimeSpan.FromMinutes(10));
        await using var cohort = options.Value.Cohort > 0 ? Processor(QueueNames.CohortRequests, options.Value.Cohort, 0, s_cohortRenewal) : null;
        await Task.WhenAll(live.RunAsync(stoppingToken), cohort?.RunAsync(stoppingToken) ?? Task.CompletedTask);
    }

    // A shard is seconds to minutes of work: one that waits here is kept from a worker that is free.
    private QueueProcessor Processor(string queue, int concurrent, int prefetch, TimeSpan renewal) => connection.CreateProcessor(
        queue,
        (message, cancellationToken) => queue == QueueNames.CohortRequests ? shards.HandleAsync(message, cancellationToken) : handler.HandleAsync(queue, message, cancellationToken),
        new WorkerSettlementPolicy(),
        new QueueProcessorOptions { MaxConcurrentCalls = concurrent, Prefetch = prefetch, MaxAutoLockRenewal = renewal, DrainTimeout = options.Value.Drain });
}
