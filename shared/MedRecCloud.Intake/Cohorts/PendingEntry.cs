using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>An encounter of the source whose prompt is not written yet: a planner that goes on behind a stop need not write those it has written.</summary>
internal sealed record PendingEntry(Func<CancellationToken, Task<CohortEntry>> Compose)
{
    public static PendingEntry Failed(string encounter, string patient, string reason) =>
        new(_ => Task.FromResult(new CohortEntry { Encounter = encounter, Patient = patient, Failed = reason }));
}
