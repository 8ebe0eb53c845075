using System.Globalization;
using System.Net;
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
        PatientRecord? record;
        try
        {
            record = (await reader.ReadAsync(server, new ResourceKey("Encounter", key.Id), new RoundTrips(), cancellationToken)).Record;
        }
        catch (FhirServerException refusal) when (IsOfTheEncounter(refusal.Status))
        {
            // Asked again the server would say the same, and the others would wait for it for ever.
            return Failed(key, "", string.Create(CultureInfo.InvariantCulture, $"server-answers-{(int)refusal.Status!}"));
        }

        if (record is null) return Failed(key, "", "encounter-not-found");
        if (record.IsPatientAssumed) return record.Patient!.Source.Id is "unknown" ? Failed(key, "", "encounter-without-patient") : Failed(key, record.Patient.Source.Id, "patient-not-in-source");
        var cut = EncounterCut.Of(record, key.Id);
        return new CohortPatient(record.Patient!.Source.Id, [new CohortEncounter { Id = key.Id, Failed = cut.Failed, Context = cut.Context, Orders = cut.Ordered }], []);
    }

    private static CohortPatient Failed(ResourceKey key, string patient, string reason) => new(patient, [new CohortEncounter { Id = key.Id, Failed = reason }], []);

    // 401 and 403 may be the sign-in, 408, 425 and 429 pass, 5xx and no answer are the server's state: those are asked again.
    private static bool IsOfTheEncounter(HttpStatusCode? status) =>
        status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425);
}
