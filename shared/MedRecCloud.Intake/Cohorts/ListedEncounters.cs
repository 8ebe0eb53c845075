using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Servers;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A list of encounters, each read from the FHIR server when its shard is written.</summary>
internal sealed class ListedEncounters(FhirServerClient server, FhirContextReader reader, CohortProblems problems)
{
    public IEnumerable<PendingPatient> Read(IEnumerable<string> references)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            var key = ResourceKey.TryParse(reference)!;
            if (seen.Add(key.Id)) yield return new PendingPatient(1, 0, cancellationToken => ReadAsync(key, cancellationToken));
            else problems.Add("duplicate id in the list");
        }
    }

    private async Task<CohortPatient> ReadAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(server, new ResourceKey("Encounter", key.Id), new RoundTrips(), cancellationToken);
        var cut = read.Record is null ? new EncounterCut(null, [], "encounter-not-found") : EncounterCut.Of(read.Record, key.Id);
        var encounter = new CohortEncounter { Id = key.Id, Failed = cut.Failed, Context = cut.Context, Orders = cut.Ordered };
        return new CohortPatient(read.Record?.Patient?.Source.Id ?? "", [encounter], []);
    }
}
