namespace MedRecCloud.Local.Sample;

/// <summary>Makes the id of one of a patient's resources.</summary>
internal delegate string SampleIdMaker(params ReadOnlySpan<string> parts);
