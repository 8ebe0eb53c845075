using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>An allergen group: how it is recognised, which drugs belong to it and which cross-react.</summary>
/// <param name="Terms">Lower-case fragments of an allergy's text.</param>
/// <param name="Snomed">SNOMED CT codes of an allergy or substance.</param>
internal sealed record AllergyGroup(
    string Id, ImmutableArray<string> Terms, ImmutableArray<string> Snomed, ImmutableArray<string> Direct, ImmutableArray<CrossReaction> Cross, string Source);

/// <summary>Drugs outside the group that may cross-react, with the grade of the evidence.</summary>
internal sealed record CrossReaction(ImmutableArray<string> Drugs, IssueSeverity Severity, string Detail, string Source);
