namespace MedRecCloud.Intake.Cohorts;

/// <summary>What can be asked of a cohort that runs.</summary>
public enum CohortCommand
{
    Pause,
    Resume,
    Cancel,
}
