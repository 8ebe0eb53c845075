namespace MedRecCloud.Intake.Cohorts;

/// <summary>A file of an export, wherever it lies.</summary>
/// <param name="Name">Ends with <c>.gz</c> where it is gzipped.</param>
/// <param name="Length">Its bytes as they lie.</param>
/// <param name="Open">Its bytes as they lie.</param>
/// <param name="HoldsDeletions">It lists what was deleted on the server instead of resources.</param>
/// <param name="Count">Lines it should have; null when nobody says.</param>
internal sealed record ExportPart(string Name, long Length, Func<Stream> Open, bool HoldsDeletions = false, long? Count = null);
