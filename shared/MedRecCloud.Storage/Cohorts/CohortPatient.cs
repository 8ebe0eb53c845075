using System.Collections.Immutable;

namespace MedRecCloud.Storage.Cohorts;

/// <summary>A patient of a shard: the encounters asked for, and what the export holds of the patient. Holds PHI.</summary>
/// <param name="Patient">The patient's id; empty where the encounters name none.</param>
/// <param name="Resources">FHIR resources as JSON, as they stood in the export; none where every encounter carries its context or cannot be scored.</param>
public sealed record CohortPatient(string Patient, ImmutableArray<CohortEncounter> Encounters, IReadOnlyList<ReadOnlyMemory<byte>> Resources);
