using System.Globalization;
using System.Net;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Intake.Subscriptions;

/// <summary>Asks a server for events that did not arrive.</summary>
internal sealed class MissedEventReader
{
    /// <summary>How far before the last known event a search begins: servers' clocks and stores lag.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    public async Task<(IReadOnlyList<FhirChange> Changes, string Means)> ReadAsync(
        FhirServerClient server, ResourceKey subscription, long first, long last, DateTimeOffset? since, RoundTrips trips, CancellationToken cancellationToken)
    {
        try
        {
            var read = await server.QueryChangesAsync(
                [string.Create(CultureInfo.InvariantCulture, $"{subscription.Unversioned}/$events?eventsSinceNumber={first}&eventsUntilNumber={last}&content=id-only")], trips, cancellationToken);
            if (read.Count > 0) return (read, "$events");
        }
        catch (FhirServerException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented or HttpStatusCode.NotAcceptable)
        {
            // The operation is optional for servers.
        }
        if (since is not { } time) return ([], "nothing");
        var from = Uri.EscapeDataString((time - Margin).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        return (await server.QueryChangesAsync([$"Encounter?_lastUpdated=ge{from}&_count=500", $"DocumentReference?_lastUpdated=ge{from}&_count=500"], trips, cancellationToken), "search");
    }
}
