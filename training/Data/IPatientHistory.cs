using System.Collections.Immutable;
using MedRecCloud.Clinical.Context;

namespace MedRecCloud.Training.Data;

/// <summary>One patient of a data folder.</summary>
internal interface IPatientHistory
{
    string Patient { get; }

    IReadOnlyCollection<EncounterFact> Encounters { get; }

    /// <summary>What was known at the encounter's start, by the rule that serving uses.</summary>
    ClinicalContext ContextAt(string encounterId);

    /// <summary>What the encounter ordered.</summary>
    ImmutableArray<MedicationFact> OrdersOf(string encounterId);
}
