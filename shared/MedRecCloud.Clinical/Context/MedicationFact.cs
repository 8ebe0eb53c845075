using System.Collections.Immutable;
using MedRecCloud.Clinical.Vocabulary;

namespace MedRecCloud.Clinical.Context;

/// <summary>A medicine of the patient's history.</summary>
/// <param name="Source">The MedicationRequest, MedicationStatement or MedicationAdministration; a DocumentReference when read from a note.</param>
/// <param name="Codes">As received (RxNorm, NDC, ATC, local).</param>
/// <param name="Ingredients">Names of the ingredients (see <see cref="Ingredient"/>); a combination has several. Empty when the text could not be resolved.</param>
/// <param name="Status">FHIR status as of the read; historic exports know the future, so only live intake may rely on it.</param>
/// <param name="Authored">When it was ordered or stated.</param>
/// <param name="End">When it ended or was stopped, when stated.</param>
/// <param name="Encounter">Id of the encounter it belongs to, when stated.</param>
public sealed record MedicationFact(
    ResourceKey Source,
    ImmutableArray<Coding> Codes,
    string Text,
    ImmutableArray<string> Ingredients,
    string Status,
    DateTimeOffset? Authored,
    DateTimeOffset? End,
    string? Encounter);
