namespace MedRecCloud.InferenceWorker;

/// <summary>Classes of requests; a lower one is always taken first, and within one the shortest deadline.</summary>
internal enum ScoringPriority
{
    /// <summary>A clinician waits.</summary>
    Live = 0,
    Cohort = 1,

    /// <summary>A second model's answer, for comparison only.</summary>
    Shadow = 2,
}
