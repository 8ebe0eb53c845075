using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedRecCloud.InferenceWorker;

/// <summary>The words behind a readiness answer: which model answers, or what is missing.</summary>
internal static class ReadinessPage
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(string.Join('\n', report.Entries.Values.Select(entry => entry.Description)), context.RequestAborted);
    }
}
