using MedRecCloud.Intake.Cohorts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Cohorts;

/// <summary>How far a cohort is: its <c>progress.json</c>, or 404.</summary>
public sealed class CohortStatus(ICohortDesk desk, CohortRequests requests)
{
    [Function(nameof(CohortStatus))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cohorts/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (requests.Refuse(request, id) is { } refusal) return refusal;
        var progress = await desk.ReadProgressAsync(id, cancellationToken);
        return progress is { } json ? new FileContentResult(json.ToArray(), "application/json") : new NotFoundResult();
    }
}
