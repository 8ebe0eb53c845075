using System.Collections.Immutable;

namespace MedRecCloud.Clinical.Safety.Knowledge;

/// <summary>Two sets of drugs that interact. The first modifier whose circumstance holds replaces the severity.</summary>
internal sealed record InteractionRule(
    string Id,
    ImmutableArray<string> A,
    ImmutableArray<string> B,
    IssueSeverity Severity,
    string Detail,
    string Mitigation,
    string Source,
    ImmutableArray<InteractionModifier> Modifiers);

/// <summary>A circumstance of the patient that makes an interaction graver or harmless (the contextual factors of HL7 PDDI-CDS).</summary>
internal sealed record InteractionModifier(Circumstance When, IssueSeverity Severity, string Because);

/// <summary>Exactly one of its members is set.</summary>
/// <param name="Topical">One of these drugs is used on the skin or in the eye.</param>
/// <param name="AnyMedication">A current medicine or other candidate matches a selector.</param>
/// <param name="AnyCondition">An active or past condition's text contains a fragment.</param>
/// <param name="OtherOfClass">A third drug of the class is on board.</param>
internal sealed record Circumstance(
    ImmutableArray<string> Topical,
    ImmutableArray<string> AnyMedication,
    ImmutableArray<string> AnyCondition,
    int? AgeOver,
    string? OtherOfClass,
    decimal? EgfrBelow,
    LabLimit? LabAbove,
    LabLimit? LabBelow);

/// <summary>A laboratory limit in the unit its name states.</summary>
internal sealed record LabLimit(ImmutableArray<string> Loinc, decimal Value, string Name);
