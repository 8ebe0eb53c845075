using MedRecCloud.Fhir.Context;
using MedRecCloud.Storage.Cohorts;

namespace MedRecCloud.InferenceWorker;

/// <summary>An encounter of a shard, ready to be put to models.</summary>
/// <param name="Index">Its place in the shard.</param>
/// <param name="Patient">The patient's id; empty when the encounter names none.</param>
internal sealed record AskedEncounter(int Index, string Patient, CohortEncounter Encounter, EncounterCut Cut);
