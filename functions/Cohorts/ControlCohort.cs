using MedRecCloud.Intake.Cohorts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.Cohorts;

/// <summary>Pauses, resumes or cancels a cohort. 202; 404 where there is no such cohort or no such command; 409 after its end.</summary>
public sealed class ControlCohort(ICohortDesk desk, CohortRequests requests)
{
    [Function(nameof(ControlCohort))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cohorts/{id}/{command}")] HttpRequest request, string id, string command, CancellationToken cancellationToken)
    {
        if (requests.Refuse(request, id) is { } refusal) return refusal;
        if (!Enum.TryParse<CohortCommand>(command, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsDigit(command[0])) return new NotFoundResult();
        return await desk.ControlAsync(id, parsed, cancellationToken) switch
        {
            CohortControl.Accepted => new AcceptedResult(),
            CohortControl.Unknown => new NotFoundResult(),
            _ => new ConflictResult(),
        };
    }
}
