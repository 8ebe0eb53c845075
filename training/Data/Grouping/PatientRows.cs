namespace MedRecCloud.Training.Data.Grouping;

/// <summary>All rows of one patient, in the order in which they were added.</summary>
internal sealed record PatientRows(string Patient, IReadOnlyList<SpilledRow> Rows);
