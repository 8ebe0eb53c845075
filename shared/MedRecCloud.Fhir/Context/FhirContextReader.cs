using System.Globalization;
using System.Text.Json;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Reading;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Fhir.Context;

/// <summary>Reads all of a patient that one encounter's context needs: the encounter, then everything else in one batch, then linked notes.</summary>
public sealed class FhirContextReader
{
    private static readonly string ObservationCodes = string.Join(',', SafetyObservations.Codes.Order(StringComparer.Ordinal));

    /// <summary>
    /// Reads the encounter as it is now. A version that an event names is read by itself only where the server's current one is older (a lagging replica).
    /// </summary>
    /// <param name="encounter">With the version the event speaks of, when known.</param>
    /// <exception cref="FhirServerException">The server could not be asked.</exception>
    public async Task<ContextRead> ReadAsync(FhirServerClient server, ResourceKey encounter, RoundTrips trips, CancellationToken cancellationToken)
    {
        var read = await server.ReadAsync(new ResourceKey(encounter.Type, encounter.Id), trips, cancellationToken);
        if (read.Resource is null) return new ContextRead(null, read.IsGone);
        using var current = await NewerAsync(server, encounter, read.Resource, trips, cancellationToken);
        var record = new PatientRecord(server.Name);
        record.Add(current.RootElement);
        if (current.RootElement.Reference("subject") is { Type: "Patient" } patient) await AddPatientAsync(server, record, encounter.Id, patient.Id, trips, cancellationToken);
        record.Complete(new ResourceKey("Encounter", encounter.Id), current.RootElement.Reference("subject"));
        return new ContextRead(record, false);
    }

    /// <summary>Reads one resource as it is now, or the version named where that is newer.</summary>
    public async Task<FhirRead> ReadNewestAsync(FhirServerClient server, ResourceKey key, RoundTrips trips, CancellationToken cancellationToken)
    {
        var read = await server.ReadAsync(new ResourceKey(key.Type, key.Id), trips, cancellationToken);
        return read.Resource is null ? read : new FhirRead(await NewerAsync(server, key, read.Resource, trips, cancellationToken), false);
    }

    /// <summary>The encounters a deleted note belonged to, from its history; empty where the server keeps none.</summary>
    public async Task<IReadOnlyList<string>> EncountersOfDeletedAsync(FhirServerClient server, ResourceKey document, RoundTrips trips, CancellationToken cancellationToken)
    {
        try
        {
            var pages = await server.QueryAsync([$"{document.Unversioned}/_history"], trips, cancellationToken);
            try
            {
                return [.. pages.SelectMany(page => page.RootElement.Items("entry"))
                    .Select(entry => entry.Child("resource"))
                    .Select(resource => resource is { ValueKind: JsonValueKind.Object } json && json.Key() is { } key ? Notes.NoteDocument.Read(json, key) : null)
                    .Where(note => note is not null).SelectMany(note => note!.Encounters).Distinct(StringComparer.Ordinal)];
            }
            finally
            {
                foreach (var page in pages) page.Dispose();
            }
        }
        catch (FhirServerException e) when (e.Status is System.Net.HttpStatusCode.NotImplemented or System.Net.HttpStatusCode.MethodNotAllowed or System.Net.HttpStatusCode.BadRequest)
        {
            // A server without history: which encounter it was cannot be known any more.
            return [];
        }
    }

    private static async Task<JsonDocument> NewerAsync(FhirServerClient server, ResourceKey key, JsonDocument current, RoundTrips trips, CancellationToken cancellationToken)
    {
        if (key.Version is null || ResourceVersion.Compare(key.Version, current.RootElement.Key()?.Version) <= 0) return current;
        var named = await server.ReadAsync(key, trips, cancellationToken);
        if (named.Resource is null) return current;
        current.Dispose();
        return named.Resource;
    }

    private static async Task AddPatientAsync(FhirServerClient server, PatientRecord record, string encounterId, string patientId, RoundTrips trips, CancellationToken cancellationToken)
    {
        var start = record.Encounters.First().Start;
        var since = start is { } t0 && t0.Year > 1900 ? t0.AddDays(-server.Options.ObservationDays) : (DateTimeOffset?)null;
        var documents = await server.QueryAsync(
        [
            $"Patient/{patientId}",
            $"Encounter?patient={patientId}&_count=500",
            $"Condition?patient={patientId}&_count=500",
            $"Procedure?patient={patientId}&_count=500",
            $"MedicationRequest?patient={patientId}&_include=MedicationRequest:medication&_count=500",
            $"MedicationStatement?patient={patientId}&_include=MedicationStatement:medication&_count=500",
            $"MedicationAdministration?patient={patientId}&_include=MedicationAdministration:medication&_count=500",
            $"AllergyIntolerance?patient={patientId}&_count=500",
            $"Observation?patient={patientId}&code={ObservationCodes}{(since is { } from ? "&date=ge" + from.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")}&_count=500",
            $"DocumentReference?patient={patientId}&encounter=Encounter/{encounterId}&_count=500",
        ], trips, cancellationToken);
        try
        {
            foreach (var document in documents) AddAll(record, document.RootElement);
        }
        finally
        {
            foreach (var document in documents) document.Dispose();
        }
        foreach (var note in Notes.NoteSelection.Of(record.Notes, encounterId)) await FetchAsync(server, note, trips, cancellationToken);
    }

    /// <summary>A resource, or the resources of a searchset or batch-response.</summary>
    private static void AddAll(PatientRecord record, JsonElement element)
    {
        if (element.Text("resourceType") != "Bundle")
        {
            record.Add(element);
            return;
        }
        foreach (var entry in element.Items("entry"))
            if (entry.Child("resource") is { ValueKind: JsonValueKind.Object } resource && resource.Text("resourceType") != "OperationOutcome") AddAll(record, resource);
    }

    /// <summary>Fetches the attachments that are only linked; what does not resolve stays listed as not read.</summary>
    private static async Task FetchAsync(FhirServerClient server, Notes.NoteDocument note, RoundTrips trips, CancellationToken cancellationToken)
    {
        for (var i = 0; i < note.Attachments.Length; i++)
        {
            var attachment = note.Attachments[i];
            if (attachment.Data is not null || attachment.Problem is not null || attachment.Url is not { Length: > 0 } url) continue;
            if (await server.ReadBinaryAsync(url, trips, cancellationToken) is { } binary) note.Provide(i, binary.Data, binary.ContentType);
        }
    }
}
