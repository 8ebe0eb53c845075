namespace MedRecCloud.Training.Learning;

/// <summary>Where a run stands.</summary>
/// <param name="Loss">Mean of the last updates.</param>
/// <param name="Score">The last validation's; null before the first, and where nothing is validated.</param>
/// <param name="IsSaved">This step was validated and its checkpoint written.</param>
internal sealed record TrainingProgress(int Step, int Steps, double Loss, double? Score, double? BestScore, bool IsSaved)
{
    /// <summary>What is being trained, where a run trains several things one after the other; null otherwise.</summary>
    public string? Part { get; init; }
}
