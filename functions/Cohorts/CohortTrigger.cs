using MedRecCloud.Intake.Cohorts;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MedRecCloud.Functions.Cohorts;

/// <summary>A manifest has arrived: its cohort is planned.</summary>
public sealed class CohortTrigger(ICohortPlanner planner, ILogger<CohortTrigger> logger)
{
    [Function(nameof(CohortTrigger))]
    public async Task RunAsync(
        [BlobTrigger("cohorts/{id}/manifest.json", Source = BlobTriggerSource.EventGrid, Connection = "CohortStorage")] Stream manifest,
        string id,
        CancellationToken cancellationToken)
    {
        await manifest.DisposeAsync(); // The planner reads the blob itself: after a stop it is run again without a trigger.
        try
        {
            await planner.PlanAsync(id, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.PlanningFailed(id, error.GetType().Name);
            throw new CohortPlanningException(error.GetType().Name); // The host logs what it is thrown; the first error's text may quote a patient.
        }
    }
}
