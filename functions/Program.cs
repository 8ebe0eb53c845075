using MedRecCloud.Functions;
using MedRecCloud.Hosting.Identity;
using MedRecCloud.Hosting.Privacy;
using MedRecCloud.Hosting.Telemetry;
using MedRecCloud.Intake;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddMedRecTelemetry("functions");
builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
builder.Services.AddPhiRedaction().AddAzureIdentity().AddIntake().AddTriggers();
builder.Build().Run();
