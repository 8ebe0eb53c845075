using System.Collections.Immutable;
using System.Text.Json;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Prompts;
using MedRecCloud.Fhir.Context;
using MedRecCloud.Fhir.Exports;

namespace MedRecCloud.Training.Data.Mimic;

/// <summary>A patient of MIMIC. Codes of the current admission are assigned at discharge, so each admission is read from a record of its own that lacks them.</summary>
internal sealed class MimicPatient : IPatientHistory
{
    private readonly List<(string Admission, bool IsDischargeCode, JsonElement Resource)> _resources;
    private readonly bool _includeDischargeCodes;
    private readonly PatientRecord _whole;

    private MimicPatient(string patient, List<(string, bool, JsonElement)> resources, bool includeDischargeCodes)
    {
        (Patient, _resources, _includeDischargeCodes) = (patient, resources, includeDischargeCodes);
        _whole = Record("");
    }

    public string Patient { get; }

    public IReadOnlyCollection<EncounterFact> Encounters => _whole.Encounters;

    public ClinicalContext ContextAt(string encounterId) => (_includeDischargeCodes ? _whole : Record(encounterId)).ContextAt(encounterId);

    public ImmutableArray<MedicationFact> OrdersOf(string encounterId) => _whole.OrdersOf(encounterId);

    /// <summary>Null, and counted, when there is no row of the patients table, or no admission.</summary>
    public static MimicPatient? Read(PatientRows rows, MimicResources write, bool includeDischargeCodes, CohortTally tally)
    {
        var tables = rows.Rows.Select(row => (Table: (MimicTable)row.Kind, Cells: JsonSerializer.Deserialize<string[]>(row.Content)!)).ToLookup(row => row.Table, row => row.Cells);
        if (tables[MimicTable.Patients].FirstOrDefault() is not { } patient)
        {
            tally.Drop("row of a patient who is not in the patients table", rows.Rows.Count);
            return null;
        }
        if (!tables[MimicTable.Admissions].Any())
        {
            tally.Drop("patient without an admission");
            return null;
        }
        var ends = tables[MimicTable.Admissions].GroupBy(row => row[1], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()[3], StringComparer.Ordinal);
        var services = tables[MimicTable.Services].GroupBy(row => row[1], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MinBy(row => row[2], StringComparer.Ordinal)![3], StringComparer.Ordinal);
        var orphans = tables[MimicTable.Prescriptions].Count(row => !ends.ContainsKey(row[1]));
        tally.Drop("order of an encounter that is not in the export", orphans);
        List<(string, bool, JsonElement)> resources =
        [
            ("", false, MimicResources.Patient(patient)),
            .. tables[MimicTable.Admissions].Select(row => (row[1], false, MimicResources.Encounter(row, services.GetValueOrDefault(row[1])))),
            .. tables[MimicTable.Diagnoses].Select(row => (row[1], true, write.Condition(row, ends.GetValueOrDefault(row[1])))),
            .. tables[MimicTable.Procedures].Select(row => (row[1], true, write.Procedure(row, ends.GetValueOrDefault(row[1])))),
            .. tables[MimicTable.Prescriptions].Select((row, i) => (row[1], false, MimicResources.MedicationRequest(row, i))),
            .. tables[MimicTable.Notes].Select((row, i) => (row[1], false, MimicResources.Note(row, i))),
        ];
        return new MimicPatient(rows.Patient, resources, includeDischargeCodes);
    }

    private PatientRecord Record(string withoutCodesOf)
    {
        var record = new PatientRecord(RequestKey.DefaultServer);
        foreach (var (admission, isDischargeCode, resource) in _resources)
            if (!isDischargeCode || admission != withoutCodesOf)
                record.Add(resource);
        return record;
    }
}
