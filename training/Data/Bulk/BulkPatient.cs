using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Vocabulary;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;
using MedRecCloud.Fhir.Reading;

namespace MedRecCloud.Training.Data.Bulk;

/// <summary>A patient of a FHIR export, read into the record that serving uses.</summary>
internal sealed class BulkPatient : IPatientHistory
{
    private readonly PatientRecord _record;

    private BulkPatient(string patient, PatientRecord record) => (Patient, _record) = (patient, record);

    public string Patient { get; }

    public IReadOnlyCollection<EncounterFact> Encounters => _record.Encounters;

    public ClinicalContext ContextAt(string encounterId) => _record.ContextAt(encounterId);

    public ImmutableArray<MedicationFact> OrdersOf(string encounterId) => _record.OrdersOf(encounterId);

    /// <summary>Null, and counted, when the export holds no Patient resource for the rows.</summary>
    public static BulkPatient? Read(PatientRows rows, SharedResources shared, CohortTally tally)
    {
        var record = new PatientRecord(Clinical.Prompts.RequestKey.DefaultServer);
        var orders = new List<string?>();
        foreach (var row in rows.Rows)
        {
            using var document = JsonDocument.Parse(row.Content);
            var resource = document.RootElement.Clone();
            AddNeeded(record, row.Content, shared);
            if (!record.Add(resource) || !resource.GetProperty("resourceType").ValueEquals("MedicationRequest"))
                continue;
            if (PatientRecord.IsReported(resource))
                tally.Drop("order that was only reported, not written");
            else
                orders.Add(resource.Reference("encounter")?.Id);
        }
        if (record.Patient is null)
        {
            tally.Drop("resource of a patient who is not in the export", rows.Rows.Count);
            return null;
        }
        var encounters = record.Encounters.Select(encounter => encounter.Source.Id).ToHashSet(StringComparer.Ordinal);
        tally.Drop("order without an encounter", orders.Count(encounter => encounter is null));
        tally.Drop("order of an encounter that is not in the export", orders.Count(encounter => encounter is not null && !encounters.Contains(encounter)));
        return new BulkPatient(rows.Patient, record);
    }

    // The Medication of an order, the Binary of a note: before what refers to them, so that the record knows them by then.
    private static void AddNeeded(PatientRecord record, byte[] content, SharedResources shared)
    {
        foreach (var key in ResourceLinks.Read(content).Needed)
        {
            if (shared.Find(key.Unversioned) is not { } found)
                continue;
            using var document = JsonDocument.Parse(found);
            record.Add(document.RootElement.Clone());
        }
    }
}
