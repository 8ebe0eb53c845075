using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A list of encounters, each read from the FHIR server when its shard is written.</summary>
internal sealed class ListedEntries(FhirServerClient server, FhirContextReader reader, EntryComposer composer, CohortProblems problems)
{
    public IEnumerable<PendingEntry> Read(IEnumerable<string> references)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            var key = ResourceKey.TryParse(reference)!;
            if (seen.Add(key.Id)) yield return new PendingEntry(cancellationToken => ReadAsync(key, cancellationToken));
            else problems.Add("duplicate id in the list");
        }
    }

    private async Task<CohortEntry> ReadAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(server, new ResourceKey("Encounter", key.Id), new RoundTrips(), cancellationToken);
        var encounter = read.Record?.Encounters.FirstOrDefault(fact => fact.Source.Id == key.Id);
        return encounter is null
            ? new CohortEntry { Encounter = key.Id, Patient = "", Failed = "encounter-not-found" }
            : composer.Compose(read.Record!, encounter);
    }
}
