namespace MedRecCloud.Fhir.Exports;

/// <summary>An export that cannot be read on: a damaged file, or no room to group it. The message says what to do and names no content.</summary>
public sealed class ExportException(string message, Exception? inner = null) : Exception(message, inner);
