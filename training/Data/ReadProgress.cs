namespace MedRecCloud.Training.Data;

/// <summary>How far a long read is.</summary>
/// <param name="Step">What is being done: a file name, or "patients".</param>
/// <param name="Done">Bytes or patients.</param>
/// <param name="Total">0 when unknown.</param>
internal readonly record struct ReadProgress(string Step, long Done, long Total);
