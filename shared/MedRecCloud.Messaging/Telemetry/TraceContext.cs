using System.Diagnostics;

namespace MedRecCloud.Messaging;

/// <summary>Carries W3C trace context in application properties: <c>Diagnostic-Id</c> is Service Bus's own name for <c>traceparent</c>; both are written and read.</summary>
internal static class TraceContext
{
    private const string DiagnosticId = "Diagnostic-Id";
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    public static IReadOnlyDictionary<string, object>? Of(Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return null;
        var properties = new Dictionary<string, object> { [DiagnosticId] = id, [TraceParent] = id };
        if (!string.IsNullOrEmpty(activity.TraceStateString))
            properties[TraceState] = activity.TraceStateString;
        return properties;
    }

    public static bool TryRead(IReadOnlyDictionary<string, object> properties, out ActivityContext context)
    {
        var parent = (properties.GetValueOrDefault(TraceParent) ?? properties.GetValueOrDefault(DiagnosticId)) as string;
        return ActivityContext.TryParse(parent, properties.GetValueOrDefault(TraceState) as string, isRemote: true, out context);
    }
}
