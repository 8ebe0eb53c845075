namespace MedRecCloud.Training.Data.Mimic;

/// <summary>The tables of MIMIC that are read. The number tags a row in the grouping file.</summary>
internal enum MimicTable
{
    Patients,
    Admissions,
    Prescriptions,
    Diagnoses,
    Procedures,
    Services,
    Notes,
}
