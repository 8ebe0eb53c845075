using System.Text.Json;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Clinical.Proposals;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Events;
using MedRecCloud.Fhir.Notes;
using MedRecCloud.Fhir.Servers;

namespace MedRecCloud.Intake.Encounters;

/// <summary>
/// From changed resources to the encounters they concern, each once. A message that carries the patient is used as it is; otherwise the server is asked, and a
/// resource that the server does not know is taken from the message.
/// </summary>
internal sealed class ChangeResolver(FhirServers servers, FhirContextReader reader)
{
    public async Task<IReadOnlyList<IntakeTarget>> ResolveAsync(FhirEvent read, IEnumerable<FhirChange> changes, RoundTrips trips, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<(string, string), IntakeTarget>();
        var carriesPatient = read.Carried.Any(carried => carried.Key.Type == "Patient");
        foreach (var change in changes)
        {
            var server = servers.Find(change.Server);
            var isCarried = read.Find(change.Resource) is not null;
            if (change.Server is not null && server is null && !isCarried)
                throw new FhirEventException("UnknownServer", "The event speaks of a FHIR server that is not configured.");
            // A Bundle with the patient in it is complete; so is whatever no configured server can add to.
            var ask = carriesPatient && isCarried ? null : server;
            var name = (server ?? servers.Default)?.Name ?? RequestKey.DefaultServer;
            foreach (var target in change.Resource.Type == "Encounter"
                ? [new IntakeTarget(ask, name, change.Resource) { IsDeleted = change.IsDeletion && ask is null }]
                : await OfNoteAsync(read, change, ask, name, trips, cancellationToken)) Merge(target);
        }
        return [.. targets.Values];

        void Merge(IntakeTarget target)
        {
            var key = (target.ServerName, target.Encounter.Id);
            targets[key] = targets.TryGetValue(key, out var known)
                ? known with { LostNote = known.LostNote ?? target.LostNote, IsDeleted = known.IsDeleted || target.IsDeleted, Encounter = known.Encounter.Version is null ? target.Encounter : known.Encounter }
                : target;
        }
    }

    private async Task<IEnumerable<IntakeTarget>> OfNoteAsync(FhirEvent read, FhirChange change, FhirServerClient? server, string name, RoundTrips trips, CancellationToken cancellationToken)
    {
        var carried = read.Find(change.Resource);
        if (server is not null)
        {
            var found = await reader.ReadNewestAsync(server, change.Resource, trips, cancellationToken);
            using var resource = found.Resource;
            if (resource is not null) return Targets(resource.RootElement, change.Resource, server, name);
            if (found.IsGone || carried is null)
            {
                var encounters = await reader.EncountersOfDeletedAsync(server, change.Resource, trips, cancellationToken);
                return encounters.Select(id => new IntakeTarget(server, name, new ResourceKey("Encounter", id)) { LostNote = WithdrawalReason.Deleted });
            }
        }
        if (carried is not { } inMessage) return [];
        var targets = Targets(inMessage.Json, inMessage.Key, server, name);
        // Beside its encounter in one Bundle a note is context, not news: a patient's whole record holds many superseded ones.
        return targets.Select(target => read.Find(target.Encounter) is null ? target : target with { LostNote = null });
    }

    private static IEnumerable<IntakeTarget> Targets(JsonElement json, ResourceKey key, FhirServerClient? server, string name)
    {
        if (NoteDocument.Read(json, key) is not { } note) return [];
        WithdrawalReason? lost = note.IsRetracted ? WithdrawalReason.EnteredInError : note.IsSuperseded ? WithdrawalReason.Superseded : null;
        return [.. note.Encounters.Select(id => new IntakeTarget(server, name, new ResourceKey("Encounter", id)) { LostNote = lost })];
    }
}
