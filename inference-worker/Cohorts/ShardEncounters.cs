using System.Text.Json;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>Reads a shard's patients one after the other, and cuts each encounter's context out of the patient's record. One patient is in memory at a time.</summary>
internal static class ShardEncounters
{
    /// <exception cref="InvalidDataException">The shard is not of this version.</exception>
    public static IEnumerable<AskedEncounter> Read(ReadOnlyMemory<byte> shard, string server)
    {
        var index = 0;
        foreach (var patient in CohortShard.Read(shard))
        {
            var record = patient.Encounters.Any(encounter => encounter is { Failed: null, Context: null }) ? RecordOf(patient, server) : null;
            foreach (var encounter in patient.Encounters) yield return new AskedEncounter(index++, patient.Patient, encounter, Cut(encounter, record));
        }
    }

    private static EncounterCut Cut(CohortEncounter encounter, PatientRecord? record) =>
        encounter.Failed is not null || encounter.Context is not null ? new EncounterCut(encounter.Context, encounter.Orders, encounter.Failed) : EncounterCut.Of(record!, encounter.Id);

    private static PatientRecord RecordOf(CohortPatient patient, string server)
    {
        var record = new PatientRecord(server);
        foreach (var resource in patient.Resources)
        {
            using var document = JsonDocument.Parse(resource);
            record.Add(document.RootElement);
        }

        return record;
    }
}
