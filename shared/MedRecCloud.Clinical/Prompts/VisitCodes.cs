using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Prompts;

/// <summary>The code sets of one visit, each sorted and without repeats.</summary>
/// <param name="Kind">Type and reason of the visit (see EncounterFact.Kind).</param>
/// <param name="DaysBefore">Whole days from the visit's start to t0; 0 for the current one.</param>
/// <param name="Medications">Ingredient names ordered at the visit; empty for the current one.</param>
public sealed record VisitCodes(
    string Kind,
    int DaysBefore,
    ImmutableArray<string> Conditions,
    ImmutableArray<string> Procedures,
    ImmutableArray<string> Medications);
