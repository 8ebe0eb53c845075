namespace MedRecCloud.Fhir.Exports;

/// <summary>All rows of one patient, in the order in which they were added.</summary>
public sealed record PatientRows(string Patient, IReadOnlyList<SpilledRow> Rows);
