namespace MedRecCloud.Intake.Cohorts;

/// <summary>What people ask of a cohort from outside.</summary>
public interface ICohortDesk
{
    /// <summary>Stores the manifest, whose arrival starts the planner.</summary>
    /// <returns>False when there is a cohort of this id already; it is left as it is.</returns>
    Task<bool> StartAsync(string id, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken);

    /// <summary>The cohort's <c>progress.json</c>; null when there is no such cohort.</summary>
    Task<ReadOnlyMemory<byte>?> ReadProgressAsync(string id, CancellationToken cancellationToken);

    /// <summary>Pauses, resumes or cancels; asking twice is the same as asking once.</summary>
    Task<CohortControl> ControlAsync(string id, CohortCommand command, CancellationToken cancellationToken);
}
