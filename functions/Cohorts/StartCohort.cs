using MedRecCloud.Intake.Cohorts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Cohorts;

/// <summary>Stores a manifest; its arrival starts the cohort. 202, or 409 when a cohort has this id already.</summary>
public sealed class StartCohort(ICohortDesk desk, CohortRequests requests)
{
    [Function(nameof(StartCohort))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cohorts/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (requests.Refuse(request, id) is { } refusal) return refusal;
        if (await CohortRequests.ReadManifestAsync(request, cancellationToken) is not { } manifest) return new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
        return await desk.StartAsync(id, manifest, cancellationToken) ? new AcceptedResult($"/api/cohorts/{id}", null) : new ConflictResult();
    }
}
