namespace MedRecCloud.Training.Learning;

/// <summary>Where a run stands.</summary>
/// <param name="Loss">Mean of the last updates.</param>
/// <param name="Score">The last validation's; null before the first.</param>
internal sealed record TrainingProgress(int Step, int Steps, double Loss, double? Score, double? BestScore);
