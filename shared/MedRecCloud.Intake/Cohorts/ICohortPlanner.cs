namespace MedRecCloud.Intake.Cohorts;

/// <summary>Turns a manifest into requests.</summary>
public interface ICohortPlanner
{
    /// <summary>Plans the cohort whose manifest is stored; run again, it goes on where it stopped and does nothing after its end.</summary>
    /// <param name="id">The cohort's id, the folder of its manifest.</param>
    Task PlanAsync(string id, CancellationToken cancellationToken);

    /// <summary>True when there is a manifest, its planning has not ended, and nobody has paused or cancelled it; or when it was cancelled and the FHIR server has not been told. Cheap, for a host that looks rather than is told.</summary>
    Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken);
}
