namespace MedRecCloud.Local.Fhir;

/// <summary>Called with each line of an export.</summary>
/// <param name="offset">Where the line begins in the spool.</param>
internal delegate void ExportLine(ReadOnlySpan<byte> json, long offset);
