namespace MedRecCloud.Intake.Cohorts;

/// <summary>What became of a <see cref="CohortCommand"/>.</summary>
public enum CohortControl
{
    /// <summary>Written down; planner and workers see it within seconds.</summary>
    Accepted,

    /// <summary>There is no such cohort.</summary>
    Unknown,

    /// <summary>The cohort has ended.</summary>
    Ended,
}
