namespace MedRecCloud.Local.Sample;

/// <summary>What sample day is made; the same options always make the same bytes.</summary>
/// <param name="Patients">At least 1.</param>
internal sealed record SampleOptions(int Patients = 48, int Seed = 1);
