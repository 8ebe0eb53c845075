using System.Collections.Immutable;
using MedRecCloud.Clinical.Prompts;

namespace MedRecCloud.Training.Data;

/// <summary>One encounter as an example: what was known at t0, and what was then ordered.</summary>
/// <param name="DataSet">Name of the folder it was read from; keeps equal ids of two data sets apart.</param>
/// <param name="Patient">The patient's id in its data set. PHI: never printed.</param>
/// <param name="Encounter">The encounter's id in its data set.</param>
/// <param name="PredictionTime">t0, the encounter's start.</param>
/// <param name="Age">Whole years at t0; null when unknown.</param>
/// <param name="Sex">FHIR administrative gender.</param>
/// <param name="Class">Encounter class, e.g. AMB; empty when missing.</param>
/// <param name="FirstVisit">No earlier encounter of the patient is known.</param>
/// <param name="Prompt">The same prompt that serving would write.</param>
/// <param name="Codes">The same facts as plain code sets, for the baselines.</param>
/// <param name="Labels">Ingredients ordered in the encounter, in ordinal order; empty when nothing was ordered.</param>
internal sealed record Sample(
    string DataSet,
    string Patient,
    string Encounter,
    DateTimeOffset PredictionTime,
    int? Age,
    string Sex,
    string Class,
    bool FirstVisit,
    Prompt Prompt,
    EncounterCodes Codes,
    ImmutableArray<string> Labels)
{
    /// <summary>The patient across data sets.</summary>
    public string PatientKey => $"{DataSet}/{Patient}";

    /// <summary>True when the drug was ordered for the patient before: proposing it again is a renewal.</summary>
    public bool WasOrderedBefore(string drug) => Prompt.Histories.TryGetValue(drug, out var history) && history.Orders > 0;
}
