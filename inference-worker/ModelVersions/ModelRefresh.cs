using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedRecCloud.InferenceWorker;

/// <summary>Loads the models at start and looks for a newer choice now and then. A failure is logged and tried again; what serves goes on serving.</summary>
internal sealed class ModelRefresh(IModelSource source, ModelCatalog catalog, IOptions<ModelOptions> options, TimeProvider time, ILogger<ModelRefresh> logger)
    : BackgroundService
{
    /// <summary>Why the last attempt failed, for the readiness page; null when it did not.</summary>
    public string? LastFailure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Loading computes for seconds: the host starts meanwhile and answers /healthz.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await catalog.UseAsync(ModelChoice.From(await source.ListAsync(stoppingToken), options.Value), stoppingToken);
                LastFailure = null;
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The same failure is said once, not at every look.
                if (LastFailure != error.Message) Log.ModelsNotLoaded(logger, error.Message);
                LastFailure = error.Message;
            }

            await Task.Delay(catalog.IsReady ? options.Value.Refresh : TimeSpan.FromSeconds(Math.Min(3, options.Value.Refresh.TotalSeconds)), time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
