using MedRecCloud.Intake.CdsHooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.CdsHooks;

/// <summary>What the clinician did with the cards.</summary>
public sealed class CdsFeedback(ICdsHooksDesk desk, CdsRequests requests)
{
    [Function(nameof(CdsFeedback))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cds-services/{id}/feedback")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        requests.AnswerAsync(request, $"/cds-services/{id}/feedback", body => desk.TakeFeedbackAsync(id, body, cancellationToken), cancellationToken);
}
