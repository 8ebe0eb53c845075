using MedRecCloud.Hosting.Identity;
using MedRecCloud.Hosting.Privacy;
using MedRecCloud.Hosting.Telemetry;
using MedRecCloud.InferenceWorker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

if (args is ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(HelpText.Words);
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddMedRecTelemetry("inference-worker");
builder.Services.AddPhiRedaction().AddAzureIdentity().AddInferenceWorker();
var app = builder.Build();
// Alive: the process answers. Ready: models are loaded and warm.
app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = ReadinessPage.WriteAsync });
await app.RunAsync();
