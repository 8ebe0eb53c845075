namespace MedRecCloud.Intake.Cohorts;

/// <summary>What can be asked of a cohort that runs.</summary>
public enum CohortCommand
{
    Pause,
    Resume,
    Cancel,

    /// <summary>Has the failed encounters alone scored once more; for a cohort that is completed.</summary>
    Redrive,
}
