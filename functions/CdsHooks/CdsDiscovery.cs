using MedRecCloud.Intake.CdsHooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MedRecCloud.Functions.CdsHooks;

/// <summary>Which CDS services there are.</summary>
public sealed class CdsDiscovery(ICdsHooksDesk desk, CdsRequests requests)
{
    [Function(nameof(CdsDiscovery))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cds-services")] HttpRequest request, CancellationToken cancellationToken) =>
        requests.AnswerAsync(request, "/cds-services", _ => Task.FromResult(desk.Discover()), cancellationToken);
}
