using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MedRecCloud.Hosting.Telemetry;

/// <summary>OpenTelemetry for every process: the sources and meters named <c>MedRecCloud.*</c>.</summary>
public static class TelemetryRegistration
{
    /// <summary>
    /// Exports to OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set and to Application Insights (with the registered Entra credential, no key) when
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is; without either, signals are collected and go nowhere.
    /// </summary>
    /// <param name="service">OpenTelemetry's <c>service.name</c>.</param>
    public static IHostApplicationBuilder AddMedRecTelemetry(this IHostApplicationBuilder builder, string service)
    {
        var toCollector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var toInsights = builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithTracing(tracing => tracing.AddSource("MedRecCloud.*"))
            .WithMetrics(metrics => metrics.AddMeter("MedRecCloud.*").AddMeter("System.Runtime"));
        if (toCollector) telemetry.UseOtlpExporter();
        if (toInsights is { Length: > 0 })
        {
            builder.Services.ConfigureOpenTelemetryTracerProvider((provider, tracing) =>
                tracing.AddAzureMonitorTraceExporter(options => options.ConnectionString = toInsights, provider.GetService<TokenCredential>()));
            builder.Services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
                metrics.AddAzureMonitorMetricExporter(options => options.ConnectionString = toInsights, provider.GetService<TokenCredential>()));
        }

        return builder;
    }
}
