namespace MedRecCloud.Fhir.Exports;

/// <summary>A row of the export as it was put into a <see cref="PatientSpill"/>.</summary>
/// <param name="Kind">The adder's own number for where it came from (a table, a resource type).</param>
public readonly record struct SpilledRow(int Kind, byte[] Content);
