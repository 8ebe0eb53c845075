using System.Collections.Immutable;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.Intake.Cohorts;

/// <summary>A patient of the source with some of its encounters. A planner that goes on behind a stop need not read again what it has written: that waits in <paramref name="Read"/>.</summary>
/// <param name="Encounters">How many.</param>
/// <param name="Bytes">About how many its resources take in a shard.</param>
internal sealed record PendingPatient(int Encounters, long Bytes, Func<CancellationToken, Task<CohortPatient>> Read)
{
    public static PendingPatient Failed(string encounter, string patient, string reason) =>
        Of(new CohortPatient(patient, [new CohortEncounter { Id = encounter, Failed = reason }], []));

    public static PendingPatient Of(CohortPatient patient) => new(patient.Encounters.Length, patient.Resources.Sum(resource => (long)resource.Length), _ => Task.FromResult(patient));
}
