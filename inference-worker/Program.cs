using MedRecCloud.Hosting.Identity;
using MedRecCloud.Hosting.Privacy;
using MedRecCloud.Hosting.Telemetry;
using MedRecCloud.InferenceWorker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args is ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(HelpText.Words);
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddMedRecTelemetry("inference-worker");
builder.Services.AddPhiRedaction().AddAzureIdentity().AddInferenceWorker(builder.Configuration);
// Probes come every few seconds; what they find out is logged by its own cause.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
var app = builder.Build();
// Alive: the process answers. Ready: models are loaded and warm.
app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = ReadinessPage.WriteAsync });
await app.RunAsync();
