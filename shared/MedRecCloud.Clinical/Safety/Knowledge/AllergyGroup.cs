using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>An allergen group: how it is recognised, which drugs belong to it and which cross-react.</summary>
/// <param name="Terms">Lower-case fragments of an allergy's text.</param>
/// <param name="Snomed">SNOMED CT codes of an allergy or substance.</param>
/// <param name="Members">An allergy to one of these is one to the group; without them, those of <paramref name="Direct"/>.</param>
internal sealed record AllergyGroup(
    string Id, ImmutableArray<string> Terms, ImmutableArray<string> Snomed, ImmutableArray<string> Direct, ImmutableArray<CrossReaction> Cross, string Source,
    ImmutableArray<string> Members = default);

/// <summary>Drugs outside the group that may cross-react, with the grade of the evidence.</summary>
internal sealed record CrossReaction(ImmutableArray<string> Drugs, IssueSeverity Severity, string Detail, string Source);
