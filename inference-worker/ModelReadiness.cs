using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedRecCloud.InferenceWorker;

/// <summary>Ready once models are loaded, verified and warm; until then the answer says what is missing.</summary>
internal sealed class ModelReadiness(ModelCatalog models, ModelRefresh refresh) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        models.Choice is { } choice
            ? HealthCheckResult.Healthy($"{choice.Primary} answers")
            : HealthCheckResult.Unhealthy(refresh.LastFailure ?? "Models are being loaded."));
}
