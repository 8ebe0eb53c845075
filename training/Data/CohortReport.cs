using System.Collections.Immutable;

namespace MedRecCloud.Training.Data;

/// <summary>What was read from one data folder, in numbers alone: no name, id or text of a person.</summary>
/// <param name="DataSet">Name of the folder.</param>
/// <param name="Layout">fhir-bulk, fhir-bundles, mimic-iii or mimic-iv.</param>
/// <param name="Encounters">Encounters that became samples, those without orders included.</param>
/// <param name="EncountersWithOrders">Samples with at least one label.</param>
/// <param name="Labels">Sum of the labels over all samples.</param>
/// <param name="DistinctDrugs">Different ingredients among the labels.</param>
/// <param name="Dropped">Rows left out, by reason.</param>
/// <param name="Files">SHA-256 (lower-case hex) by file name.</param>
/// <param name="ConfigHash">SHA-256 over layout, prompt version and every option that changes what is read.</param>
internal sealed record CohortReport(
    string DataSet,
    string Layout,
    int Patients,
    int Encounters,
    int EncountersWithOrders,
    long Labels,
    int DistinctDrugs,
    ImmutableSortedDictionary<string, long> Dropped,
    ImmutableSortedDictionary<string, string> Files,
    string ConfigHash)
{
    public double EncountersPerPatient => Patients == 0 ? 0 : (double)Encounters / Patients;

    /// <summary>Mean labels of the encounters that have any.</summary>
    public double LabelsPerEncounter => EncountersWithOrders == 0 ? 0 : (double)Labels / EncountersWithOrders;

    /// <summary>Why nothing can be learnt from the data or judged on them, and what to look at; null when something can.</summary>
    public string? Complaint() => this switch
    {
        { Patients: 0 } => $"{DataSet} holds no patient. Does the export contain its Patient file, and do the other files name the same patients?",
        { Encounters: 0 } => $"{DataSet} holds no encounter that took place. Does the export contain its Encounter file?",
        { EncountersWithOrders: 0 } => $"{DataSet} holds no medicine that an encounter ordered. Does the export contain MedicationRequests that name their encounter?",
        _ => null,
    };
}
