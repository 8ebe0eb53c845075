using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Fhir.Events;

/// <summary>Notification Bundles of FHIR Subscriptions: R4 with the Backport guide's Parameters, R4B's SubscriptionStatus, and R5's own Bundle type.</summary>
internal static class NotificationReader
{
    private static readonly string[] ValueNames = ["valueString", "valueCode", "valueInteger", "valueUnsignedInt", "valueInteger64", "valueDecimal"];

    public static bool IsNotification(JsonElement bundle) =>
        bundle.Text("type") == "subscription-notification" || (bundle.Text("type") == "history" && Status(bundle) is not null);

    public static void Read(FhirEvent read, JsonElement bundle)
    {
        var status = Status(bundle) ?? throw new FhirEventException("InvalidBundle", "The notification does not begin with its subscription's status.");
        var type = Field(status, "type").Text ?? "";
        if (type is "handshake" or "heartbeat" or "query-status")
        {
            read.Ignore(type);
            return;
        }
        var subscription = Field(status, "subscription").Reference ?? "";
        var server = BundleReader.BaseUrl(subscription);
        var methods = new Dictionary<string, string>(StringComparer.Ordinal);
        var changes = new List<FhirChange>();
        foreach (var entry in bundle.Items("entry").Skip(1))
        {
            var resource = entry.Child("resource");
            var key = resource is { ValueKind: JsonValueKind.Object } json ? BundleReader.KeyOf(entry, json) : ResourceKey.TryParse(entry.Text("fullUrl")) ?? ResourceKey.TryParse(entry.Child("request")?.Text("url"));
            if (key is null) continue;
            if (entry.Child("request")?.Text("method") is { } method) methods[key.Unversioned] = method;
            if (resource is { ValueKind: JsonValueKind.Object } carried) read.Carry(key, carried);
            if (EnvelopeReader.IsUsed(key.Type)) changes.Add(new FhirChange(BundleReader.BaseUrl(entry.Text("fullUrl")) ?? server, key, methods.GetValueOrDefault(key.Unversioned) == "DELETE"));
        }

        var (first, last, since, named) = (long.MaxValue, 0L, (DateTimeOffset?)null, 0);
        foreach (var notified in Events(status))
        {
            if (notified.Number is { } number) (first, last) = (Math.Min(first, number), Math.Max(last, number));
            if (notified.Time is { } time && !(since <= time)) since = time;
            if (ResourceKey.TryParse(notified.Focus) is not { } focus) continue;
            named++;
            if (EnvelopeReader.IsUsed(focus.Type)) changes.Add(new FhirChange(BundleReader.BaseUrl(notified.Focus) ?? server, focus, methods.GetValueOrDefault(focus.Unversioned) == "DELETE"));
        }
        if (last == 0 && long.TryParse(Field(status, "events-since-subscription-start").Text ?? Field(status, "eventsSinceSubscriptionStart").Text, out var total)) (first, last) = (total, total);
        foreach (var change in changes) read.Change(change);
        if (subscription.Length > 0 && last > 0)
            read.Notice(new SubscriptionNotice(subscription, server, Math.Min(first, last), last, since ?? bundle.Moment("timestamp"), named == 0 && changes.Count == 0));
        if (changes.Count == 0) read.Ignore(named == 0 ? "empty notification" : "resource type not used");
    }

    /// <summary>The first entry's status resource: Parameters with a subscription, or SubscriptionStatus.</summary>
    private static JsonElement? Status(JsonElement bundle)
    {
        foreach (var entry in bundle.Items("entry"))
        {
            if (entry.Child("resource") is not { } resource) return null;
            return resource.Text("resourceType") switch
            {
                "SubscriptionStatus" => resource,
                "Parameters" when resource.Items("parameter").Any(parameter => parameter.Text("name") == "subscription") => resource,
                _ => null,
            };
        }
        return null;
    }

    private static (string? Text, string? Reference) Field(JsonElement status, string name)
    {
        if (status.Text("resourceType") == "SubscriptionStatus") return (Scalar(status.Child(name)), status.Child(name)?.Text("reference"));
        foreach (var parameter in status.Items("parameter"))
            if (parameter.Text("name") == name) return (Value(parameter), parameter.Child("valueReference")?.Text("reference"));
        return (null, null);
    }

    private static IEnumerable<(long? Number, DateTimeOffset? Time, string? Focus)> Events(JsonElement status)
    {
        foreach (var notified in status.Items("notificationEvent"))
            yield return (Number(Scalar(notified.Child("eventNumber"))), notified.Moment("timestamp"), notified.Child("focus")?.Text("reference"));
        foreach (var parameter in status.Items("parameter"))
        {
            if (parameter.Text("name") != "notification-event") continue;
            (string? Number, DateTimeOffset? Time, string? Focus) found = default;
            foreach (var part in parameter.Items("part"))
            {
                switch (part.Text("name"))
                {
                    case "event-number": found.Number = Value(part); break;
                    case "timestamp": found.Time = part.Moment("valueInstant") ?? part.Moment("valueDateTime"); break;
                    case "focus": found.Focus = part.Child("valueReference")?.Text("reference"); break;
                }
            }
            yield return (Number(found.Number), found.Time, found.Focus);
        }
    }

    private static long? Number(string? text) => long.TryParse(text, out var number) && number > 0 ? number : null;

    private static string? Value(JsonElement parameter)
    {
        foreach (var name in ValueNames)
            if (parameter.Child(name) is { } value) return Scalar(value);
        return null;
    }

    private static string? Scalar(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => text.Value(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
