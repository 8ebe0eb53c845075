using MedRecCloud.Intake.CdsHooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.CdsHooks;

/// <summary>A clinician views a patient, selects or signs an order: cards.</summary>
public sealed class CdsService(ICdsHooksDesk desk, CdsRequests requests)
{
    [Function(nameof(CdsService))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cds-services/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        requests.AnswerAsync(request, $"/cds-services/{id}", body => desk.CallAsync(id, body, cancellationToken), cancellationToken);
}
